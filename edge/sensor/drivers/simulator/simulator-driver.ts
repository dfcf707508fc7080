/**
 * Reads the field bus of the simulated stations: TCP, one line `{"subscribe": [asset, ...]}` up, one JSON reading per
 * line down. Reconnects with backoff. The bus repeats the last reading of each series on joining; a repetition that
 * was already handed over is left out.
 */
import { connect, type Socket } from 'node:net';
import { portOf } from '@chengyun/contracts';
import { aList, aNumber, anObject, aText, optional, type ShapeOf, withDefault } from '../../../agent/json-config.ts';
import { createBackoff } from '../../../uplink/backoff.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createIntake } from '../../intake.ts';
import { createSourceState, messageOf } from '../../source-state.ts';
import { type BusReading, readingFromLine } from './bus-reading.ts';

const shape = {
  /** What the bus calls the stations of this device. */
  stations: aList(aText, 1),
  host: withDefault(aText, '127.0.0.1'),
  /** Default: the field bus of this installation. */
  port: optional(aNumber(1, 65_535)),
};
type SimulatorConfig = ShapeOf<typeof shape>;

const LINE_CHARS_MAX = 64 * 1024;

function createSimulatorDriver({ stations, host, port }: SimulatorConfig, deps: DriverDeps): Driver {
  const backoff = createBackoff(200, 5000, deps.chance.fraction);
  const busPort = port ?? portOf('fieldBus', deps.basePort);
  const last = new Map<string, { at: number; value: number }>();
  let socket: Socket | null = null;
  let retryTimer: NodeJS.Timeout | null = null;
  const state = createSourceState(deps);
  const intake = createIntake(deps);
  let running = false;

  function dial(): void {
    let pending = '';
    let fault = `The field bus at ${host}:${busPort} hung up.`;
    const dialled = connect({ host, port: busPort });
    socket = dialled;
    dialled.setNoDelay(true);
    dialled.setEncoding('utf8');
    dialled.on('connect', () => {
      state.up();
      dialled.write(`${JSON.stringify({ subscribe: stations })}\n`);
    });
    dialled.on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      if (lines.length > 0) backoff.reset();
      for (const line of lines) take(line);
      if (pending.length <= LINE_CHARS_MAX) return;
      pending = '';
      deps.rejected('line-too-long');
    });
    // The close that follows says it.
    dialled.on('error', (error) => {
      if (!state.connected()) {
        fault = `The field bus at ${host}:${busPort} cannot be reached: ${messageOf(error)}.`;
      }
    });
    dialled.on('close', () => {
      if (running) state.down(fault);
      if (running) retryTimer = setTimeout(dial, backoff.nextMs());
    });
  }

  function take(line: string): void {
    const reading = readingFromLine(line);
    if (reading === null) deps.rejected('line');
    else if (!isRepeated(reading)) intake.take(reading);
  }

  function isRepeated({ asset, metric, at, value }: BusReading): boolean {
    const key = `${asset}|${metric}`;
    const before = last.get(key);
    last.set(key, { at, value });
    return before?.at === at && before.value === value;
  }

  return {
    start: async () => {
      running = true;
      dial();
    },
    stop: async () => {
      running = false;
      if (retryTimer !== null) clearTimeout(retryTimer);
      socket?.destroy();
    },
    connected: () => state.connected() && running,
    fault: state.fault,
  };
}

export const simulatorDriver: DriverKind<SimulatorConfig> = {
  kind: 'simulator',
  config: anObject(shape),
  create: createSimulatorDriver,
};
