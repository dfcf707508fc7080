/**
 * How much the centre takes in: publishers that keep their windows full against ingest and archive, and, in the same
 * run, the bare COPY to compare with. A message counts when it is acknowledged, which it is after its commit in the log;
 * an observation counts as stored when the archive's cursor has passed it.
 */
import type { BenchContext } from '../benchmark.ts';
import type { BenchInstallation } from '../installation.ts';
import type { LoadDevice, LoadPlan } from '../load/load-plan.ts';
import { runLoad } from '../load/run-load.ts';
import type { Samples } from '../report/samples.ts';
import { archiveCaughtUp, assertStored } from './archive-progress.ts';
import { measureBareCopy, settleDatabase } from './bare-copy.ts';
import { enrolSenders } from './senders.ts';

const WARM_UP_MS = 3_000;
const RUN_MS = 6_000;
const ITEMS = 20;
const CLIENTS = 4;
const MANY_CLIENTS = 16;
const PREFIX = 'bench';
/** Messages in flight over all clients: what ingest commits at once, twice. */
const IN_FLIGHT = 4_000;
/** Few messages of twenty are as much work as many of one. */
const IN_FLIGHT_OF_ITEMS = 1_000;

interface Rates {
  readonly messagesPerS: number;
  readonly observationsPerS: number;
  readonly storedPerS: number;
  /** CPU time of the service for each message, µs, however busy the machine; null where it cannot be known. */
  readonly ingestCpuUs: number | null;
  readonly archiveCpuUs: number | null;
}

export async function measureThroughput(
  city: BenchInstallation,
  { runs, note, signal }: BenchContext,
  samples: Samples,
): Promise<void> {
  const { store } = city;
  await city.start(['ingest', 'archive']);
  const devices = await enrolSenders(store, {
    prefix: PREFIX,
    devices: MANY_CLIENTS,
    assetsPerDevice: ITEMS,
    kind: 'rain-gauge',
  });

  let observations = 0;
  const measure = async (clients: number, items: number, durationMs = RUN_MS): Promise<Rates> => {
    await settleDatabase(store);
    const [ingestMs, archiveMs] = [city.cpuMs('ingest'), city.cpuMs('archive')];
    const result = await runLoad(planOf(city, devices.slice(0, clients), items, durationMs), signal);
    const storedMs = await archiveCaughtUp(store, signal);
    city.assertSteady();
    observations += result.observations;
    await assertStored(store, PREFIX, observations);
    const cpuUs = (name: 'ingest' | 'archive', beforeMs: number | null) => {
      const nowMs = city.cpuMs(name);
      return nowMs === null || beforeMs === null ? null : ((nowMs - beforeMs) * 1000) / result.messages;
    };
    const ackedS = (result.lastAckedMs - result.firstSentMs) / 1000;
    const storedS = (storedMs - result.firstSentMs) / 1000;
    return {
      messagesPerS: result.messages / ackedS,
      observationsPerS: result.observations / ackedS,
      storedPerS: result.observations / storedS,
      ingestCpuUs: cpuUs('ingest', ingestMs),
      archiveCpuUs: cpuUs('archive', archiveMs),
    };
  };

  note('  throughput: warming up');
  await measure(CLIENTS, 1, WARM_UP_MS);
  await measure(CLIENTS, ITEMS, WARM_UP_MS);
  for (let run = 1; run <= runs; run++) {
    const few = await measure(CLIENTS, 1);
    const many = await measure(MANY_CLIENTS, 1);
    const full = await measure(CLIENTS, ITEMS);
    const copyRowsPerS = await measureBareCopy(store, signal);
    samples.add('messages_per_s', few.messagesPerS);
    samples.add('messages_stored_per_s', few.storedPerS);
    samples.add('messages_per_s_c16', many.messagesPerS);
    if (few.ingestCpuUs !== null) samples.add('ingest_cpu_us_per_message', few.ingestCpuUs);
    if (few.archiveCpuUs !== null) samples.add('archive_cpu_us_per_message', few.archiveCpuUs);
    samples.add('observations_per_s', full.observationsPerS);
    samples.add('stored_observations_per_s', full.storedPerS);
    samples.add('copy_binary_rows_per_s', copyRowsPerS);
    samples.add('copy_ratio', full.storedPerS / copyRowsPerS);
    const words = [
      `${few.messagesPerS.toFixed(0)} messages/s with ${CLIENTS} clients, ${many.messagesPerS.toFixed(0)} with ${MANY_CLIENTS}`,
      `${full.observationsPerS.toFixed(0)} observations/s, ${full.storedPerS.toFixed(0)} stored, bare COPY ${copyRowsPerS.toFixed(0)}`,
    ];
    note(`  throughput ${run} of ${runs}: ${words.join('; ')}`);
  }
  await city.stop(['ingest', 'archive']);
}

function planOf(city: BenchInstallation, devices: LoadDevice[], items: number, durationMs: number): LoadPlan {
  const inFlight = items === 1 ? IN_FLIGHT : IN_FLIGHT_OF_ITEMS;
  return {
    port: city.mqttPort,
    devices,
    metric: 'rain.intensity',
    spread: 1000,
    itemsPerMessage: items,
    window: Math.ceil(inFlight / devices.length),
    durationMs,
    messagesPerS: null,
  };
}
