import { describe, expect, it } from 'vitest';
import { createLatePart } from './late-part.ts';

function setUp(fails = 0) {
  const done: string[] = [];
  let made = 0;
  const part = createLatePart(async () => {
    made++;
    if (made <= fails) throw new Error('no network');
    return { say: (word: string) => done.push(word), dispose: () => done.push('disposed') };
  });
  return { part, done, made: () => made };
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('a late part', () => {
  it('is fetched once, when it is first needed, and does only the last wish', async () => {
    const { part, done, made } = setUp();
    expect(made()).toBe(0);
    part.latest(({ say }) => say('first'));
    part.latest(({ say }) => say('second'));
    await settled();
    expect(done).toEqual(['second']);
    part.latest(({ say }) => say('third'));
    expect(done).toEqual(['second', 'third']);
    expect(made()).toBe(1);
  });

  it('is asked for again after it could not be fetched', async () => {
    const { part, done } = setUp(1);
    part.latest(({ say }) => say('lost'));
    await settled();
    expect([part.now, ...done]).toEqual([null]);
    part.latest(({ say }) => say('there'));
    await settled();
    expect(done).toEqual(['there']);
  });

  it('goes with the scene, also when it comes after it', async () => {
    const { part, done } = setUp();
    part.latest(({ say }) => say('too late'));
    part.dispose();
    await settled();
    expect(done).toEqual(['disposed']);
  });
});
