/** The live drill builds its own installation, and the people of its script sign in there and act on what fires. */
import { expect, test } from 'vitest';
import { runLiveSeeds } from '../drill/live/run-live.ts';
import { freeBasePort } from './free-ports.ts';

const PACE = 600;
/** By then the storm has raised its first hundred alarm records. */
const ENOUGH = /^\s*[23]0 %/;

test('operator and officers of the live drill acknowledge, dispatch and accept', { timeout: 180_000 }, async () => {
  const enough = new AbortController();
  const { scored, hops } = await runLiveSeeds({
    ...{ name: 'typhoon', seeds: null, pace: PACE, dataDir: null, basePort: await freeBasePort() },
    note: (text) => {
      if (ENOUGH.test(text)) enough.abort();
    },
    signal: enough.signal,
  });
  const { people_acknowledged, people_dispatched, people_accepted, people_refused, socket_gaps } =
    scored.report.figures;
  expect(people_acknowledged).toBeGreaterThan(0);
  expect(people_dispatched).toBeGreaterThan(0);
  expect(people_accepted).toBeGreaterThan(0);
  expect({ people_refused, socket_gaps }).toEqual({ people_refused: 0, socket_gaps: 0 });
  expect(hops.map(({ hop }) => hop)).toContain('delivered_to_accepted');
});
