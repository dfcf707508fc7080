/**
 * What the kill drill checks after the last kill: the store holds every accepted reading once and nothing that was not
 * sent, and the alarms in the log are the ones that an engine makes that reads the same log undisturbed.
 */

import { createEngine } from '@chengyun/analytics/engine/engine.ts';
import { loadRules } from '@chengyun/analytics/rules/load-rules.ts';
import type { AlarmRecord, FactRecord, TelemetryRecord } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Store } from '@chengyun/platform/store/store.ts';

export interface Comparison {
  readonly accepted: number;
  readonly stored: number;
  readonly lost: number;
  readonly twice: number;
}

const keyOf = (asset: string, atMs: number) => `${asset} ${atMs}`;

/** The one metric of the station; what its agents say of themselves comes and goes with their processes. */
export const SAID_METRIC = 'water.level';

/** Compares as sets, keyed (asset, time). */
export async function compareReadings(
  store: Store,
  timeline: string,
  accepted: ReadonlySet<string>,
): Promise<Comparison> {
  const { rows } = await store.query<{ asset: string; at_ms: number }>(
    `SELECT s.asset, (extract(epoch FROM o.at) * 1000)::bigint AS at_ms
       FROM observations o JOIN series s ON s.id = o.series
      WHERE s.timeline = $1 AND s.metric = $2`,
    [timeline, SAID_METRIC],
  );
  const stored = new Set<string>();
  let twice = 0;
  for (const { asset, at_ms } of rows) {
    const key = keyOf(asset, Number(at_ms));
    if (stored.has(key)) twice += 1;
    stored.add(key);
  }
  const lost = [...accepted].filter((key) => !stored.has(key)).length;
  return { accepted: accepted.size, stored: stored.size, lost, twice };
}

async function readAll(log: Log, stream: 'telemetry' | 'alarms' | 'facts', partition: number): Promise<string[]> {
  const head = await log.head(stream, partition);
  const records: string[] = [];
  if (head === 0) return records;
  const reading = new AbortController();
  for await (const batch of log.read(stream, partition, 0, reading.signal)) {
    records.push(...batch.records);
    if (batch.baseOffset + batch.records.length >= head) break;
  }
  reading.abort();
  return records;
}

export interface AlarmComparison {
  readonly alarms: number;
  readonly identical: boolean;
}

/** Runs a fresh engine over the whole log and compares its alarms with the logged ones byte by byte. */
export async function compareAlarms(log: Log, timeline: string): Promise<AlarmComparison> {
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  const { rules } = loadRules(DOMAINS, metricStandards(), assets);
  const engine = createEngine({ timeline, rules, assets });
  const partitions: TelemetryRecord[][] = [];
  for (let partition = 0; partition < log.partitions('telemetry'); partition++) {
    const lines = await readAll(log, 'telemetry', partition);
    partitions.push(
      lines.map((line) => JSON.parse(line) as TelemetryRecord).filter((record) => record.tl === timeline),
    );
  }
  const facts = (await readAll(log, 'facts', 0)).map((line) => JSON.parse(line) as FactRecord);
  const logged = (await readAll(log, 'alarms', 0)).filter((line) => (JSON.parse(line) as AlarmRecord).tl === timeline);

  const made: string[] = [];
  const places = partitions.map(() => 0);
  let factsDone = 0;
  const ticks = (partitions[0] ?? []).filter((record) => record.k === 'tick');
  for (const tick of ticks) {
    for (const [index, records] of partitions.entries()) {
      for (let at = places[index] ?? 0; at < records.length; at++) {
        const record = records[at];
        places[index] = at;
        if (record === undefined || (record.k === 'tick' && record.n > tick.n)) break;
        places[index] = at + 1;
        if (record.k !== 'tick') engine.push(record);
        else if (record.n === tick.n) break;
      }
    }
    const due = facts.slice(factsDone, tick.facts).filter((fact) => fact.tl === timeline);
    factsDone = Math.max(factsDone, tick.facts);
    for (const alarm of engine.tick(tick, due)) made.push(JSON.stringify(alarm));
  }
  return { alarms: logged.length, identical: logged.join('\n') === made.join('\n') };
}
