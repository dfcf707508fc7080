/**
 * Whether the graphics card still works on the last frame. A browser takes more frames than it can draw and lets the page
 * wait for all of them later, at the next change of size or read; asking first keeps that wait to one frame.
 */
export interface FrameFence {
  isBehind(): boolean;
  /** A frame was handed over. */
  begun(): void;
  /** The context is gone, and with it whatever it worked on. */
  forget(): void;
}

export type FenceContext = Pick<
  WebGL2RenderingContext,
  'fenceSync' | 'getSyncParameter' | 'deleteSync' | 'flush' | 'SYNC_GPU_COMMANDS_COMPLETE' | 'SYNC_STATUS' | 'SIGNALED'
>;

export function createFrameFence(context: unknown): FrameFence {
  const gl = context as FenceContext;
  let fence: WebGLSync | null = null;
  return {
    isBehind: () => {
      if (fence === null) return false;
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return true;
      gl.deleteSync(fence);
      fence = null;
      return false;
    },
    begun: () => {
      if (fence !== null) gl.deleteSync(fence);
      fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    },
    forget: () => {
      fence = null;
    },
  };
}
