/**
 * The ink-wash city. One function builds it from the base map and hands back a
 * small object of verbs; nothing outside this folder knows that Three.js draws.
 *
 * Invariants: a frame is drawn only after something changed (an unacknowledged
 * level I apart, whose ring expands every two seconds); never more than 30 frames a
 * second; nothing is allocated per frame while only the ring moves; after a lost
 * context the picture comes back by itself; `dispose` leaves nothing behind.
 */

import { enuFromLonLat, lonLatFromEnu } from '@chengyun/basemap/project.ts';
import { Matrix4, Mesh, PerspectiveCamera, Scene as ThreeScene, Vector3, WebGLRenderer } from 'three';
import { createAlarmMarks } from './alarm-marks.ts';
import { createBuildings } from './buildings.ts';
import { easeInOut, eyeOf, type Pose, poseBetween, poseFromHome, poseFromTarget } from './camera-path.ts';
import { createFrameLoop } from './frame-loop.ts';
import { createGround } from './ground.ts';
import { createLandmarks } from './landmarks.ts';
import { createNetwork } from './network.ts';
import { createOverlay } from './overlay.ts';
import { createPulse } from './pulse.ts';
import { createSensorDots } from './sensor-dots.ts';
import { applyTheme, createSharedUniforms } from './shared-uniforms.ts';
import type { Scene, SceneOptions, SceneStats } from './types.ts';
import { footprintOf, type View, viewOf } from './view.ts';

const framesPerSecondMax = 30;
const flightMs = 1200;

interface Flight {
  readonly from: Pose;
  readonly to: Pose;
  readonly durationMs: number;
  readonly arrive: () => void;
  startMs: number | null;
}

export function createScene(options: SceneOptions): Scene {
  const { canvas, labels, basemap, home } = options;
  const calm = options.reducedMotion ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
  const renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: 'high-performance' });
  renderer.sortObjects = true;
  const camera = new PerspectiveCamera(home.fovDeg ?? 30, 1, 60, 200_000);
  camera.up.set(0, 0, 1);
  camera.matrixAutoUpdate = true;
  const shared = createSharedUniforms();
  const inverse = { value: new Matrix4() };
  const viewProjection = new Matrix4();
  const look = new Vector3();

  const ground = createGround(basemap, shared, inverse);
  const network = createNetwork(basemap, shared);
  const landmarks = createLandmarks(basemap, shared);
  const buildings = createBuildings(basemap, options.buildings, shared);
  const sensors = createSensorDots(shared);
  const marks = createAlarmMarks(shared);
  const overlay = createOverlay(labels, basemap, options.crestWord ?? '堤顶', options.theme);
  const three = new ThreeScene();
  three.matrixWorldAutoUpdate = false;
  three.add(ground.group, network.group, landmarks.group, buildings.group, sensors.mesh, marks.group);
  applyTheme(shared, options.theme);

  let pose = poseFromHome(home);
  let flight: Flight | null = null;
  let view: View = viewOf(viewProjection, 1, 1);
  let dirtyLabels = true;
  let renderCount = 0;
  let lost = false;
  let disposed = false;
  let swelling = false;

  const aim = (): void => {
    const [x, y, z] = eyeOf(pose);
    camera.position.set(x, y, z);
    camera.lookAt(look.set(pose.xM, pose.yM, 0));
    camera.near = Math.max(20, pose.rangeM * 0.03);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    viewProjection.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
    inverse.value.copy(viewProjection).invert();
    shared.uEye.value.copy(camera.position);
    // Mist belongs to the picture, not to the place: from twice as far it begins twice as far.
    shared.uMistM.value = Math.max(7000, pose.rangeM * 2.15);
    dirtyLabels = true;
  };

  const land = (): void => {
    const done = flight;
    flight = null;
    done?.arrive();
  };

  const draw = (nowMs: number): boolean => {
    if (lost || disposed) return false;
    if (flight) {
      flight.startMs ??= nowMs;
      const t = Math.min(1, (nowMs - flight.startMs) / flight.durationMs);
      pose = poseBetween(flight.from, flight.to, easeInOut(t));
      aim();
      if (t === 1) land();
    }
    const swell = pulse.progress(nowMs);
    if (swell !== null || swelling) marks.pulse(swell ?? -1);
    swelling = swell !== null;
    if (dirtyLabels) {
      overlay.layout(view);
      dirtyLabels = false;
    }
    renderer.render(three, camera);
    renderCount++;
    return flight !== null || swelling;
  };

  const loop = createFrameLoop({
    requestFrame: options.requestFrame ?? ((f) => requestAnimationFrame(f)),
    cancelFrame: options.cancelFrame ?? ((id) => cancelAnimationFrame(id)),
    draw,
    framesPerSecondMax,
  });

  const pulse = createPulse(loop.invalidate);

  const onLost = (event: Event): void => {
    event.preventDefault();
    lost = true;
    // Let go of what lived in the old context; the next frame sends everything anew.
    three.traverse((part) => {
      if (!(part instanceof Mesh)) return;
      part.geometry.dispose();
      for (const material of [part.material].flat()) material.dispose();
    });
    ground.forget();
  };
  const onRestored = (): void => {
    lost = false;
    dirtyLabels = true;
    loop.invalidate();
  };
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onRestored);

  const fly = (to: Pose, durationMs: number): Promise<void> => {
    flight?.arrive();
    flight = null;
    if (calm || durationMs <= 0) {
      pose = to;
      aim();
      loop.invalidate();
      return Promise.resolve();
    }
    return new Promise((arrive) => {
      flight = { from: pose, to, durationMs, arrive, startMs: null };
      loop.invalidate();
    });
  };

  const changed = (): void => {
    dirtyLabels = true;
    loop.invalidate();
  };

  aim();

  return {
    setTheme(theme) {
      applyTheme(shared, theme);
      overlay.setTheme(theme);
      changed();
    },
    resize(w, h, dpr) {
      renderer.setPixelRatio(dpr);
      renderer.setSize(w, h, false);
      camera.aspect = w / Math.max(1, h);
      shared.uResolution.value.set(w * dpr, h * dpr);
      // Strokes are named in pixels of the wall; a smaller picture gets finer ones.
      shared.uPixel.value = dpr * Math.max(0.7, Math.min(1.4, h / 848));
      view = viewOf(viewProjection, w, h);
      aim();
      changed();
    },
    setGauges(gauges) {
      overlay.setGauges(gauges);
      changed();
    },
    setAlarms(alarms) {
      marks.set(alarms);
      network.setReaches(alarms);
      overlay.setAlarms(alarms);
      pulse.want(marks.pulses && !calm);
      changed();
    },
    setSensors(all) {
      sensors.set(all);
      loop.invalidate();
    },
    setRoads(roads) {
      network.setRoads(roads);
      loop.invalidate();
    },
    setKeepOut(boxes) {
      overlay.setKeepOut(boxes);
      changed();
    },
    flyTo: (target, how) => fly(poseFromTarget(target, pose), how?.durationMs ?? flightMs),
    home: (how) => fly(poseFromHome(home), how?.durationMs ?? flightMs),
    pick(x, y) {
      return overlay.pick(x, y) ?? marks.pick(view.groundAt(x, y));
    },
    footprint() {
      const corners = footprintOf(view, Math.max(12_000, pose.rangeM * 2.2));
      return corners.map(({ xM, yM }) => lonLatFromEnu(xM, yM));
    },
    project(lonDeg, latDeg) {
      const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
      return view.project(xM, yM, 0);
    },
    get stats(): SceneStats {
      const { render, memory, programs } = renderer.info;
      return {
        renderCount,
        drawCalls: render.calls,
        triangles: render.triangles,
        ringCount: marks.ringCount,
        sensorCount: sensors.count,
        labelCount: overlay.labelCount,
        buildings: buildings.count,
        geometries: memory.geometries,
        textures: memory.textures,
        programs: programs?.length ?? 0,
        contextLost: lost,
      };
    },
    invalidate: changed,
    dispose() {
      disposed = true;
      loop.stop();
      pulse.stop();
      land();
      canvas.removeEventListener('webglcontextlost', onLost);
      canvas.removeEventListener('webglcontextrestored', onRestored);
      for (const part of [ground, network, landmarks, buildings, sensors, marks, overlay]) part.dispose();
      renderer.dispose();
    },
  };
}
