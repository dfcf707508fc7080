/**
 * Tasks sent out while the console is killed again and again: each must reach the phone of its officer over the socket,
 * and the outside channel at least once, always with the same key. What comes twice is counted: outside of the system
 * delivery is at least once, and a gateway that ignores the key sends a second SMS.
 */

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@chengyun/ops/e2e/eventually.ts';
import { floodPumps } from '@chengyun/ops/e2e/flooded-pumps.ts';
import { startInstallation } from '@chengyun/ops/e2e/installation.ts';
import { processesOf } from '@chengyun/ops/e2e/processes.ts';
import { signInAt } from '@chengyun/ops/rules/console-client.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { openManyPhones } from './many-phones.ts';

const TASKS_A_RUN = 20;
const KILLS_A_RUN = 4;
const OFFICERS = ['officer-1', 'officer-2', 'officer-3', 'officer-4'];
const SENT_MS_MAX = 60_000;
const ARRIVED_MS_MAX = 120_000;
/** After the last task has arrived: what comes twice comes now. */
const LATE_MS = 5_000;

/** Counts the keys that a webhook was called with. */
async function openWebhook() {
  const calls = new Map<string, number>();
  const server = createServer((request, response) => {
    const key = String(request.headers['idempotency-key'] ?? '');
    calls.set(key, (calls.get(key) ?? 0) + 1);
    request.resume().on('end', () => void response.end('ok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { calls, url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}

export async function measureRestarts({ runs, note, signal }: BenchContext, samples: Samples): Promise<void> {
  const webhook = await openWebhook();
  const channel = { id: 'hook', kind: 'webhook', levels: ['red'], url: webhook.url, secret: 'bench-bench-bench' };
  const prepare = (dataDir: string) =>
    writeFileSync(join(dataDir, 'notify.json'), JSON.stringify({ channels: [channel] }), { mode: 0o600 });
  const city = await startInstallation({ prepare });
  const onPhone = new Set<string>();
  const phones: { close(): void }[] = [];
  try {
    const pumps = await floodPumps(city, runs * TASKS_A_RUN);
    phones.push(
      await openManyPhones({
        ...{ dataDir: city.dataDir, consoleUrl: city.consoleUrl, accounts: OFFICERS, signal },
        onSeen: (account, _alarms, incidents) => {
          for (const { tasks } of incidents)
            for (const task of tasks) if (task.officer === account) onPhone.add(task.id);
        },
      }),
    );
    const password = city.password('operator');
    const operator = await signInAt({ url: city.consoleUrl, account: 'operator', password, nowMs: Date.now });
    /** The same fact until the console takes it: it knows a repetition by its number. */
    const say = async (body: object): Promise<string> => {
      const state = operator.prepared('/api/facts', { timeline: 'live', body });
      return eventually(
        'a fact taken',
        () =>
          state<{ ok: boolean; id: string }>().then(
            ({ id }) => id,
            () => null,
          ),
        SENT_MS_MAX,
      );
    };
    for (let run = 0; run < runs; run++) {
      const assets = pumps.assets.slice(run * TASKS_A_RUN, (run + 1) * TASKS_A_RUN);
      const tasks: string[] = [];
      for (const [i, asset] of assets.entries()) {
        await pumps.trip(asset);
        const alarm = await pumps.alarmOf(asset);
        const sent = say({ kind: 'dispatch', alarm, officer: OFFICERS[i % OFFICERS.length] });
        if (i % (TASKS_A_RUN / KILLS_A_RUN) === 2) {
          const [console] = processesOf(city.pids[0] ?? 0, 'console/server/main.ts');
          if (console !== undefined) process.kill(console, 'SIGKILL');
        }
        tasks.push(await sent);
      }
      const keys = tasks.map((task) => `${task}/hook`);
      const isThere = (i: number) => onPhone.has(tasks[i]!) && webhook.calls.has(keys[i]!);
      const allThere = async () => tasks.every((_, i) => isThere(i));
      await eventually('every task on its phone', allThere, ARRIVED_MS_MAX).catch(() => undefined);
      await sleep(LATE_MS, undefined, { signal });
      const lost = tasks.filter((_, i) => !isThere(i)).length;
      const twice = keys.filter((key) => (webhook.calls.get(key) ?? 0) > 1).length;
      samples.add('lost_notifications', lost);
      samples.add('outside_twice_same_key', twice);
      samples.add('notified_over_kills', tasks.length);
      note(
        `  restarts ${run + 1} of ${runs}: ${tasks.length} tasks, ${KILLS_A_RUN} kills, ${lost} lost, ${twice} twice outside`,
      );
    }
  } finally {
    for (const one of phones) one.close();
    webhook.close();
    await city.stop();
  }
}
