import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { expect, test } from 'vitest';
import { startEach } from './start-each.ts';

const devices = ['a', 'b', 'c'].map((device) => ({ device }));
const said: string[] = [];
const logger = Object.assign(Object.create(silentLogger), {
  error: (_about: unknown, sentence: string) => said.push(sentence),
});
const starting =
  (broken: readonly string[]) =>
  async ({ device }: { readonly device: string }) => {
    if (broken.includes(device)) throw new Error(`The model of ${device} is missing.`);
    return device;
  };

test('one that cannot start is said, and the others run', async () => {
  expect(await startEach(devices, starting(['b']), logger)).toEqual(['a', 'c']);
  expect(said).toEqual(['b is left out, the others go on: The model of b is missing.']);
});

test('when none can, the first reason is thrown', async () => {
  await expect(startEach(devices, starting(['a', 'b', 'c']), logger)).rejects.toThrow('The model of a is missing.');
});
