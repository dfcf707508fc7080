/**
 * The place where a surface holds the scene: makes it when the base map is there, feeds it from the live state, keeps
 * labels away from what lies over it, and ends it with the component. The scene itself knows no signals and no DOM else.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { effect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { createScene } from '../scene/index.ts';
import type { HomeView, Scene } from '../scene/types.ts';
import type { ThemeName } from '../state/tokens.ts';
import { language, say } from './say.ts';
import { sceneAlarms, sceneGauges } from './scene-items.ts';
import type { Surface } from './surface.ts';

export interface CityCanvasProps {
  readonly surface: Surface;
  readonly theme: ThemeName;
  readonly home: HomeView;
  /** Blocks between the landmarks; fewer for tests. */
  readonly buildings: number;
  readonly onScene: (scene: Scene | null) => void;
  readonly onPick: (alarmId: string) => void;
  /** Overlays; those with `data-keep-out` get no label under them. */
  readonly children?: ComponentChildren;
}

/** A wall is as large as three desks; drawing it at twice its pixels would help nobody. */
const PIXEL_RATIO_MAX = 1.5;

export function CityCanvas({ surface, theme, home, buildings, onScene, onPick, children }: CityCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const labels = useRef<HTMLDivElement>(null);
  const scene = useRef<Scene | null>(null);
  const basemap = surface.basemap.value;
  useEffect(() => {
    if (!basemap || !frame.current || !canvas.current || !labels.current) return;
    const made = makeScene(basemap, canvas.current, labels.current);
    if (!made) return;
    scene.current = made;
    const follow = followFrame(frame.current, made);
    const stopAlarms = effect(() => feed(surface, made));
    const stopPicking = listenToPicks(canvas.current, made, onPick);
    onScene(made);
    return () => {
      onScene(null);
      stopAlarms();
      stopPicking();
      follow.disconnect();
      made.dispose();
      scene.current = null;
    };
  }, [basemap]);
  useEffect(() => scene.current?.setTheme(theme), [theme]);

  function makeScene(data: BasemapData, surfaceCanvas: HTMLCanvasElement, over: HTMLElement): Scene | null {
    try {
      return createScene({
        canvas: surfaceCanvas,
        labels: over,
        theme,
        buildings,
        home,
        basemap: data,
        crestWord: say('mark.crest'),
      });
    } catch {
      // Without WebGL the list, the values and the text twin still stand; the frame says that the picture is missing.
      frame.current?.setAttribute('data-picture', 'missing');
      return null;
    }
  }

  return (
    <div class="city" ref={frame}>
      <canvas ref={canvas} />
      <div class="city-labels" ref={labels} aria-hidden="true" />
      {children}
    </div>
  );
}

/** Runs inside an effect: it is called again whenever a signal that it read has changed. */
function feed({ live, nowMs }: Surface, scene: Scene): void {
  void live.seriesRevision.value;
  const series = (key: string) => live.series(key).peek();
  scene.setAlarms(
    sceneAlarms([...live.alarms.value.values()], live.assets.value, series, nowMs.peek(), language.value),
  );
  scene.setGauges(sceneGauges(live.assets.value.values(), series, nowMs.peek()));
}

function followFrame(frame: HTMLElement, scene: Scene): ResizeObserver {
  const measure = () => {
    const box = frame.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return;
    scene.resize(box.width, box.height, Math.min(devicePixelRatio, PIXEL_RATIO_MAX));
    const keepOut = [...frame.querySelectorAll('[data-keep-out]')].map((element) => {
      const over = element.getBoundingClientRect();
      return { x: over.x - box.x, y: over.y - box.y, w: over.width, h: over.height };
    });
    scene.setKeepOut(keepOut);
  };
  const observer = new ResizeObserver(measure);
  observer.observe(frame);
  measure();
  return observer;
}

/** The mouse's way to an alarm; the keyboard's is the list, of which the canvas is only the picture. */
function listenToPicks(canvas: HTMLCanvasElement, scene: Scene, onPick: (alarmId: string) => void): () => void {
  const onClick = (event: MouseEvent) => {
    const picked = scene.pick(event.offsetX, event.offsetY);
    if (picked?.kind === 'alarm') onPick(picked.id);
  };
  canvas.addEventListener('click', onClick);
  return () => canvas.removeEventListener('click', onClick);
}
