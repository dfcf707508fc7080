/**
 * Whether the next frame must wait. Frames are never queued: a browser takes more of them than it can draw and lets the
 * page wait for all of them later, at the next change of size or read; asking first keeps that wait to one frame. And
 * where a frame takes long, the city gives way to the hands: what a key changed is on the screen before the next one.
 */
export interface FrameFence {
  mustWait(nowMs: number): boolean;
  /** A frame was handed over. */
  begun(nowMs: number): void;
  /** A key was pressed: on a slow machine no frame begins for a moment. */
  giveWay(nowMs: number): void;
  /** The context is gone, and with it whatever it worked on. */
  forget(): void;
}

export type FenceContext = Pick<
  WebGL2RenderingContext,
  'fenceSync' | 'getSyncParameter' | 'deleteSync' | 'flush' | 'SYNC_GPU_COMMANDS_COMPLETE' | 'SYNC_STATUS' | 'SIGNALED'
>;

/** A frame that takes longer would be felt between a key and its effect. */
const SLOW_FRAME_MS = 40;
/** As long as an act may take to be shown, with the way to the server and back. */
const GIVE_WAY_MS = 250;

export function createFrameFence(context: unknown): FrameFence {
  const gl = context as FenceContext;
  let fence: WebGLSync | null = null;
  let begunMs = 0;
  let tookMs = 0;
  let waitUntilMs = Number.NEGATIVE_INFINITY;

  function isBehind(nowMs: number): boolean {
    if (fence === null) return false;
    if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return true;
    gl.deleteSync(fence);
    fence = null;
    tookMs = nowMs - begunMs;
    return false;
  }

  return {
    mustWait: (nowMs) => isBehind(nowMs) || nowMs < waitUntilMs,
    begun: (nowMs) => {
      if (fence !== null) gl.deleteSync(fence);
      fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      begunMs = nowMs;
      gl.flush();
    },
    giveWay: (nowMs) => {
      if (tookMs > SLOW_FRAME_MS || (fence !== null && nowMs - begunMs > SLOW_FRAME_MS))
        waitUntilMs = nowMs + GIVE_WAY_MS;
    },
    forget: () => {
      fence = null;
    },
  };
}
