import { expect, test } from 'vitest';
import { createFrameFence, type FenceContext } from './frame-fence.ts';

function context() {
  const live = new Set<WebGLSync>();
  const done = new Set<WebGLSync>();
  const gl: FenceContext = {
    ...{ SYNC_GPU_COMMANDS_COMPLETE: 0x9117, SYNC_STATUS: 0x9114, SIGNALED: 0x9119 },
    fenceSync: () => {
      const sync = {} as WebGLSync;
      live.add(sync);
      return sync;
    },
    getSyncParameter: (sync) => (done.has(sync) ? 0x9119 : 0x9118),
    deleteSync: (sync) => void (sync && live.delete(sync)),
    flush: () => {},
  };
  const finish = () => {
    for (const sync of live) done.add(sync);
  };
  return { gl, live, finish };
}

test('behind until the frame is done, and no fence is left over', () => {
  const { gl, live, finish } = context();
  const frames = createFrameFence(gl);
  expect(frames.isBehind()).toBe(false);
  frames.begun();
  expect(frames.isBehind()).toBe(true);
  finish();
  expect(frames.isBehind()).toBe(false);
  expect(live.size).toBe(0);
  frames.begun();
  frames.begun();
  expect(live.size).toBe(1);
});

test('a lost context is not waited for', () => {
  const { gl } = context();
  const frames = createFrameFence(gl);
  frames.begun();
  frames.forget();
  expect(frames.isBehind()).toBe(false);
});
