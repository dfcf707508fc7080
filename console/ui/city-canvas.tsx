/**
 * The place where a surface holds the scene: makes it when the base map is there, feeds it from the live state, keeps
 * labels away from what lies over it, and ends it with the component. The scene itself knows no signals and no DOM else.
 */
import type { RiskView } from '@chengyun/contracts';
import { effect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ThemeName } from '../state/tokens.ts';
import { listenToPointer, type Pointed } from './city-pointer.ts';
import type { CityBox, CityScene, CitySensor, MakeCityScene } from './city-scene.ts';
import { createLayerFeed } from './layer-feed.ts';
import type { MapLayers } from './map-layers.ts';
import { language, say } from './say.ts';
import { sameSensors, sceneAlarms, sceneGauges, sceneSensors } from './scene-items.ts';
import type { Surface } from './surface.ts';

export interface CityCanvasProps<S extends CityScene> {
  readonly surface: Surface;
  readonly theme: ThemeName;
  /** What domains show on the map. */
  readonly layers: MapLayers;
  readonly makeScene: MakeCityScene<S>;
  readonly onScene: (scene: S | null) => void;
  readonly onPick: (alarmId: string) => void;
  /** A click on something else; true when it was of use, else the alarm around it is picked. */
  readonly onThing?: (pointed: Pointed) => boolean;
  /** What the pointer rests on; null when it moves on. */
  readonly onRest?: (pointed: Pointed | null) => void;
  /** Overlays; those with `data-keep-out` get no label under them. */
  readonly children?: ComponentChildren;
}

/** A wall is as large as three desks; drawing it at twice its pixels would help nobody. */
const PIXEL_RATIO_MAX = 1.5;

export function CityCanvas<S extends CityScene>(props: CityCanvasProps<S>) {
  const { surface, theme, layers, makeScene, onScene, onPick, onThing, onRest, children } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const scene = useRef<S | null>(null);
  const keptOut = useRef('');
  /** The frame that measures; 0: none is asked for. */
  const measuring = useRef(0);
  const basemap = surface.basemap.value;
  useEffect(() => {
    if (!basemap || !frame.current || !canvas.current || !labels.current) return;
    const options = { canvas: canvas.current, labels: labels.current, theme, basemap, crestWord: say('mark.crest') };
    const made = tryToMake(() => makeScene(options));
    // Without WebGL the list, the values and the text twin still stand; the frame says that the picture is missing.
    if (!made) return frame.current.setAttribute('data-picture', 'missing');
    scene.current = made;
    keptOut.current = '';
    const follow = followFrame(frame.current, made);
    const stopFeeding = effect(createFeed(surface, made));
    const stopLayers = effect(createLayerFeed(surface, layers, made));
    const stopPicking = listenToPointer(canvas.current, made, {
      onClick: (pointed) => {
        const { kind, id, alarm } = pointed.thing;
        if (kind === 'alarm') onPick(id);
        else if (!onThing?.(pointed) && alarm !== undefined) onPick(alarm);
      },
      ...(onRest ? { onRest } : {}),
    });
    const giveWay = (event: KeyboardEvent) => made.giveWay(event.timeStamp);
    addEventListener('keydown', giveWay, true);
    onScene(made);
    return () => {
      removeEventListener('keydown', giveWay, true);
      onScene(null);
      stopFeeding();
      stopLayers();
      stopPicking();
      follow.disconnect();
      made.dispose();
      scene.current = null;
    };
  }, [basemap]);
  useEffect(() => scene.current?.setTheme(theme), [theme]);
  // After every drawing of the page, because a card may have come or gone; the scene hears of it only then. Measured in
  // the next frame, which lays the page out anyway: to measure at once would lay it out for every message.
  useEffect(() => {
    if (measuring.current !== 0) return;
    measuring.current = requestAnimationFrame(() => {
      measuring.current = 0;
      if (!frame.current || !scene.current) return;
      const boxes = keepOutBoxes(frame.current);
      const key = JSON.stringify(boxes);
      if (key === keptOut.current) return;
      keptOut.current = key;
      scene.current.setKeepOut(boxes);
    });
  });
  useEffect(() => () => cancelAnimationFrame(measuring.current), []);

  return (
    <div class="city" ref={frame}>
      <canvas ref={canvas} />
      <div class="city-labels" ref={labels} aria-hidden="true" />
      {children}
    </div>
  );
}

function tryToMake<S>(make: () => S): S | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** An effect's body. The scene draws on every call, so that it is called only when something it shows has changed. */
function createFeed({ live, nowMs }: Surface, scene: CityScene): () => void {
  let alarmsKey = '';
  let gaugesKey = '';
  let shownRisk: RiskView | null = null;
  let sensors: readonly CitySensor[] = [];
  let sensorsAtMs = Number.NaN;
  return () => {
    void live.seriesRevision.value;
    const series = (key: string) => live.series(key).peek();
    const { value: assets } = live.assets;
    const { value: risk } = live.risk;
    if (risk !== shownRisk) scene.setRisk(risk?.cells ?? []);
    shownRisk = risk;
    // Thousands of sensors: looked through once a second, whatever arrives in between.
    if (sensorsAtMs !== nowMs.peek()) {
      sensorsAtMs = nowMs.peek();
      const next = sceneSensors(assets, live.seriesKeys(), series, sensorsAtMs);
      if (!sameSensors(next, sensors)) scene.setSensors(next);
      sensors = next;
    }
    const alarms = sceneAlarms([...live.alarms.value.values()], assets, series, nowMs.peek(), language.value);
    const gauges = sceneGauges(assets.values(), series, nowMs.peek());
    const nextAlarmsKey = JSON.stringify(alarms);
    const nextGaugesKey = JSON.stringify(gauges);
    if (nextAlarmsKey !== alarmsKey) scene.setAlarms(alarms);
    if (nextGaugesKey !== gaugesKey) scene.setGauges(gauges);
    alarmsKey = nextAlarmsKey;
    gaugesKey = nextGaugesKey;
  };
}

function keepOutBoxes(frame: HTMLElement): CityBox[] {
  const box = frame.getBoundingClientRect();
  return [...frame.querySelectorAll('[data-keep-out]')].map((element) => {
    const over = element.getBoundingClientRect();
    return { x: over.x - box.x, y: over.y - box.y, w: over.width, h: over.height };
  });
}

function followFrame(frame: HTMLElement, scene: CityScene): ResizeObserver {
  const measure = () => {
    const { width, height } = frame.getBoundingClientRect();
    if (width > 0 && height > 0) scene.resize(width, height, Math.min(devicePixelRatio, PIXEL_RATIO_MAX));
  };
  const observer = new ResizeObserver(measure);
  observer.observe(frame);
  measure();
  return observer;
}
