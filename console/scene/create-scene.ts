/**
 * The ink-wash city. One function builds it from the base map and hands back a
 * small object of verbs; nothing outside this folder knows that Three.js draws.
 *
 * Invariants: a frame is drawn only after something changed (an unacknowledged
 * level I apart, whose ring expands every two seconds); never more than 30 frames a
 * second; nothing is allocated per frame while only the ring moves; after a lost
 * context the picture comes back by itself; `dispose` leaves nothing behind.
 */

import { adoptOrigin, enuFromLonLat, lonLatFromEnu } from '@chengyun/basemap/project.ts';
import { type Group, Scene as ThreeScene, WebGLRenderer } from 'three';
import { createAlarmMarks } from './alarm-marks.ts';
import { createBuildings } from './buildings.ts';
import { eyeOf, type Pose, poseFromHome, poseFromTarget } from './camera-path.ts';
import { createCameraRig } from './camera-rig.ts';
import { watchContext } from './context-loss.ts';
import { createFrameFence } from './frame-fence.ts';
import { createFrameLoop } from './frame-loop.ts';
import { createFrameTimes } from './frame-times.ts';
import { createGround } from './ground.ts';
import { homeOf } from './home-views.ts';
import { createLandmarks } from './landmarks.ts';
import { createLatePart } from './late-part.ts';
import { createNetwork } from './network.ts';
import { createOverlay } from './overlay.ts';
import { createPulse } from './pulse.ts';
import { createResolution } from './resolution.ts';
import { createRisenWater } from './risen-water.ts';
import { createRiskCells } from './risk-cells.ts';
import { createRoadTable } from './road-table.ts';
import { createSensorDots } from './sensor-dots.ts';
import { applyTheme, createSharedUniforms } from './shared-uniforms.ts';
import type { Scene, SceneOptions, SceneStats } from './types.ts';
import { footprintOf, type View, viewOf } from './view.ts';

const framesPerSecondMax = 30;
const flightMs = 1200;

export function createScene(options: SceneOptions): Scene {
  const { canvas, labels, basemap } = options;
  adoptOrigin(basemap.origin);
  const home = homeOf(basemap, options.home);
  const calm = options.reducedMotion ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
  const renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: 'high-performance' });
  renderer.sortObjects = true;
  const shared = createSharedUniforms();
  const rig = createCameraRig(shared, home);

  const ground = createGround(basemap, shared, rig.inverse);
  const roadTable = createRoadTable();
  const network = createNetwork(basemap, shared, roadTable);
  const landmarks = createLandmarks(basemap, shared);
  const buildings = createBuildings(basemap, options.buildings, shared);
  const chunks = createLatePart(async () => {
    const { createCityChunks, fetchedChunks } = await import('./city-chunks.ts');
    const source = options.chunkSource ?? fetchedChunks(basemap.chunks ?? '');
    return added(createCityChunks(source, shared, roadTable, () => changed()));
  });
  const sensors = createSensorDots(shared);
  const layers = createLatePart(async () => added((await import('./layer-marks.ts')).createLayerMarks(shared)));
  const water = createRisenWater(basemap, shared);
  const marks = createAlarmMarks(shared);
  const risk = createRiskCells(shared);
  const resolution = createResolution();
  const times = createFrameTimes();
  const overlay = createOverlay(labels, basemap, options.crestWord ?? '堤顶', options.theme);
  const three = new ThreeScene();
  three.matrixWorldAutoUpdate = false;
  const picking = createLatePart(async () =>
    (await import('./picking.ts')).createPicking({ renderer, scene: three, camera: rig.camera, shared }),
  );
  three.add(ground.group, network.group, landmarks.group, buildings.group);
  three.add(sensors.group, risk.group, water.group, marks.group);
  applyTheme(shared, options.theme);
  // Programs are linked beside the loading, so that the first red does not wait for its own.
  renderer.compile(three, rig.camera);

  /** What comes later is linked as well before it is drawn. */
  function added<T extends { readonly group: Group }>(part: T): T {
    if (disposed) return part;
    three.add(part.group);
    renderer.compile(three, rig.camera);
    return part;
  }
  if (basemap.chunks !== null) chunks.latest(() => changed());

  let view: View = viewOf(rig.viewProjection, 1, 1);
  let dirtyLabels = true;
  /** Gauges and cards change the label layer only: the picture under it is not drawn again. */
  let dirtyPicture = true;
  let markedKey = '';
  const frames = createFrameFence(renderer.getContext());
  let renderCount = 0;
  /** Of the last picture; what is drawn for a pick does not count. */
  const cost = { calls: 0, triangles: 0 };
  let size = { w: 1, h: 1, dpr: 1 };
  let disposed = false;
  let swelling = false;

  /** Strokes are named in pixels of the wall; a smaller picture gets finer ones. */
  const strokeScale = (): number => Math.max(0.7, Math.min(1.4, size.h / 848));

  /** Sizes the canvas for the present share of the full resolution. */
  const fit = (): void => {
    const { w, h } = size;
    const dpr = size.dpr * resolution.scale;
    // In one step: each change of a canvas's size waits for the frames that are still being drawn.
    renderer.setDrawingBufferSize(w, h, dpr);
    shared.uResolution.value.set(w * dpr, h * dpr);
    shared.uPixel.value = dpr * strokeScale();
  };

  const draw = (nowMs: number): boolean => {
    if (disposed || context.isLost) return false;
    if (frames.mustWait(nowMs)) return true;
    const fromMs = options.monotonicMs?.() ?? 0;
    const moves = rig.isFlying() || pulse.isOn();
    if (moves ? resolution.moving(nowMs) : resolution.rest()) {
      fit();
      dirtyPicture = true;
    }
    if (rig.step(nowMs)) dirtyLabels = true;
    if (!rig.isFlying()) chunks.now?.look(...eyeOf(rig.pose()));
    const swell = pulse.progress(nowMs);
    if (swell !== null || swelling) marks.pulse(swell ?? -1);
    swelling = swell !== null;
    if (dirtyLabels) {
      overlay.layout(view);
      dirtyLabels = false;
    }
    if (dirtyPicture || moves || swelling || resolution.scale < 1) {
      renderer.render(three, rig.camera);
      frames.begun(nowMs);
      renderCount++;
      cost.calls = renderer.info.render.calls;
      cost.triangles = renderer.info.render.triangles;
      dirtyPicture = false;
    }
    if (options.monotonicMs) times.add(options.monotonicMs() - fromMs);
    return rig.isFlying() || swelling || resolution.scale < 1;
  };

  const loop = createFrameLoop({
    requestFrame: options.requestFrame ?? ((f) => requestAnimationFrame(f)),
    cancelFrame: options.cancelFrame ?? ((id) => cancelAnimationFrame(id)),
    draw,
    framesPerSecondMax,
  });

  const pulse = createPulse(loop.invalidate);

  const relabel = (): void => {
    dirtyLabels = true;
    loop.invalidate();
  };
  const redraw = (): void => {
    dirtyPicture = true;
    loop.invalidate();
  };
  const changed = (): void => {
    dirtyLabels = true;
    dirtyPicture = true;
    loop.invalidate();
  };

  const context = watchContext({
    ...{ canvas, scene: three, onRestored: changed },
    forget() {
      frames.forget();
      ground.forget();
      roadTable.forget();
      picking.now?.dispose();
    },
  });

  const fly = (to: Pose, durationMs: number): Promise<void> => {
    const arrived = rig.fly(to, calm ? 0 : durationMs);
    changed();
    return arrived;
  };

  return {
    setTheme(theme) {
      applyTheme(shared, theme);
      overlay.setTheme(theme);
      changed();
    },
    resize(w, h, dpr) {
      size = { w, h, dpr };
      fit();
      rig.setAspect(w / Math.max(1, h));
      view = viewOf(rig.viewProjection, w, h);
      changed();
    },
    setGauges(gauges) {
      overlay.setGauges(gauges);
      relabel();
      if (water.set(gauges)) redraw();
    },
    setAlarms(alarms) {
      overlay.setAlarms(alarms);
      relabel();
      // A value that moves is a matter of its plate; the ground changes with level, state, place and reach.
      const key = alarms.map((a) => [a.id, a.level, a.state, a.lonDeg, a.latDeg, a.radiusM].join()).join('|');
      if (key === markedKey) return;
      markedKey = key;
      marks.set(alarms);
      network.setReaches(alarms);
      pulse.want(marks.pulses && !calm);
      redraw();
    },
    setSensors(all) {
      sensors.set(all);
      redraw();
    },
    setRisk(cells) {
      risk.set(cells);
      redraw();
    },
    setRoads(roads) {
      const { changed: isOther, allKnown } = roadTable.set(roads);
      if (!allKnown && basemap.chunks !== null) void chunks.get().then((part) => part?.features());
      if (isOther) redraw();
    },
    setLayers(shown) {
      layers.latest((part) => {
        part.set(shown);
        redraw();
      });
    },
    setKeepOut(boxes) {
      overlay.setKeepOut(boxes);
      relabel();
    },
    flyTo: (target, how) => fly(poseFromTarget(target, rig.pose()), how?.durationMs ?? flightMs),
    home: (how) => fly(poseFromHome(home), how?.durationMs ?? flightMs),
    async pick(x, y) {
      if (disposed || context.isLost) return null;
      const alarm = marks.areaAt(view.groundAt(x, y));
      const thing = overlay.pick(x, y) ?? (await (await picking.get())?.at(x, y, size, strokeScale()));
      if (!thing) return alarm === null ? null : { kind: 'alarm', id: alarm };
      return alarm === null || thing.kind === 'alarm' ? thing : { ...thing, alarm };
    },
    footprint() {
      const corners = footprintOf(view, Math.max(12_000, rig.pose().rangeM * 2.2));
      return corners.map(({ xM, yM }) => lonLatFromEnu(xM, yM));
    },
    project(lonDeg, latDeg) {
      const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
      return view.project(xM, yM, 0);
    },
    get stats(): SceneStats {
      const { memory, programs } = renderer.info;
      return {
        renderCount,
        drawCalls: cost.calls,
        triangles: cost.triangles,
        ringCount: marks.ringCount,
        sensorCount: sensors.count,
        roadStretches: roadTable.wrong,
        layerThings: layers.now?.count ?? 0,
        risenReaches: water.count,
        labelCount: overlay.labelCount,
        buildings: buildings.count + (chunks.now?.buildings ?? 0),
        tilesPending: chunks.now?.pending ?? (basemap.chunks === null ? 0 : 1),
        tilesFailed: chunks.now?.failed ?? 0,
        mapReadyMs: chunks.now?.readyMs ?? null,
        geometries: memory.geometries,
        textures: memory.textures,
        programs: programs?.length ?? 0,
        riskCells: risk.count,
        contextLost: context.isLost,
        resolution: resolution.scale,
        frameMsMedian: times.medianMs(),
      };
    },
    giveWay: frames.giveWay,
    invalidate: changed,
    dispose() {
      disposed = true;
      loop.stop();
      pulse.stop();
      rig.land();
      context.stop();
      for (const part of [ground, network, roadTable, landmarks, buildings, sensors, risk]) part.dispose();
      for (const part of [layers, water, marks, overlay, chunks, picking]) part.dispose();
      renderer.dispose();
    },
  };
}
