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

test('a frame waits until the one before is done, and no fence is left over', () => {
  const { gl, live, finish } = context();
  const frames = createFrameFence(gl);
  expect(frames.mustWait(0)).toBe(false);
  frames.begun(0);
  expect(frames.mustWait(16)).toBe(true);
  finish();
  expect(frames.mustWait(32)).toBe(false);
  expect(live.size).toBe(0);
  frames.begun(48);
  frames.begun(64);
  expect(live.size).toBe(1);
});

test('a lost context is not waited for', () => {
  const { gl } = context();
  const frames = createFrameFence(gl);
  frames.begun(0);
  frames.forget();
  expect(frames.mustWait(16)).toBe(false);
});

test.each([
  ['quick', 32, false],
  ['slow', 160, true],
])('on a %s machine a key goes first: %s', (_, doneMs, waits) => {
  const { gl, finish } = context();
  const frames = createFrameFence(gl);
  frames.begun(0);
  finish();
  expect(frames.mustWait(doneMs)).toBe(false);
  frames.giveWay(200);
  expect(frames.mustWait(216)).toBe(waits);
  expect(frames.mustWait(500)).toBe(false);
});

test('a key also goes first while the first slow frame is still being drawn', () => {
  const { gl, finish } = context();
  const frames = createFrameFence(gl);
  frames.begun(0);
  frames.giveWay(100);
  finish();
  expect(frames.mustWait(120)).toBe(true);
  expect(frames.mustWait(360)).toBe(false);
});
