import { expect, test } from 'vitest';
import { probeHardware, type RunFfmpeg } from './probe-hardware.ts';

const box = (built: string, working: readonly string[]): RunFfmpeg => {
  return async (words) => {
    if (words.includes('-hwaccels')) return { ok: true, text: `Hardware acceleration methods:\n${built}\n` };
    const method = words[words.indexOf('-init_hw_device') + 1] ?? '';
    return { ok: working.includes(method), text: '' };
  };
};

test('the first method whose device opens is taken; what is only built in is not', async () => {
  expect(await probeHardware(box('vdpau\ncuda\nvaapi', ['vaapi']))).toBe('vaapi');
  expect(await probeHardware(box('cuda\nvaapi', []))).toBeNull();
  expect(await probeHardware(box('', ['cuda']))).toBeNull();
});
