/**
 * The mouse's way to what the picture shows; the keyboard's is the lists, of which the canvas is only the picture. What
 * is under a resting pointer is asked for once, since each question draws the pixels around it.
 */
import type { CityScene, CityThing } from './city-scene.ts';

/** A thing under the pointer, and where the pointer is, CSS pixels of the canvas. */
export interface Pointed {
  readonly thing: CityThing;
  readonly x: number;
  readonly y: number;
}

export interface PointerHandlers {
  readonly onClick: (pointed: Pointed) => void;
  /** Null when the pointer moves on. Without it nothing is asked while nobody clicks. */
  readonly onRest?: (pointed: Pointed | null) => void;
}

const REST_MS = 90;
const MOVED_PX = 5;

export function listenToPointer(canvas: HTMLCanvasElement, scene: CityScene, handlers: PointerHandlers): () => void {
  const { onClick, onRest } = handlers;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: { readonly x: number; readonly y: number } | null = null;
  let question = 0;

  const ask = async (x: number, y: number, answer: (pointed: Pointed | null) => void): Promise<void> => {
    const own = ++question;
    const thing = await scene.pick(x, y);
    if (own === question) answer(thing && { thing, x, y });
  };
  const moveOn = (): void => {
    clearTimeout(timer);
    question++;
    if (shown) onRest?.(null);
    shown = null;
  };
  const click = (event: MouseEvent): void => {
    clearTimeout(timer);
    void ask(event.offsetX, event.offsetY, (pointed) => {
      if (!pointed) return;
      shown = { x: pointed.x, y: pointed.y };
      onClick(pointed);
    });
  };
  const move = (event: PointerEvent): void => {
    const { offsetX: x, offsetY: y } = event;
    if (shown && Math.hypot(shown.x - x, shown.y - y) < MOVED_PX) return;
    moveOn();
    timer = setTimeout(() => {
      void ask(x, y, (pointed) => {
        shown = pointed && { x, y };
        if (pointed) onRest?.(pointed);
      });
    }, REST_MS);
  };
  canvas.addEventListener('click', click);
  if (onRest) {
    canvas.addEventListener('pointermove', move);
    canvas.addEventListener('pointerleave', moveOn);
  }
  return () => {
    clearTimeout(timer);
    question++;
    canvas.removeEventListener('click', click);
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerleave', moveOn);
  };
}
