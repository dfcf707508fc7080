/**
 * The border: bytes from a device become a typed record text or a counted rejection, once. Everything behind it trusts
 * what it gets. A message is accepted or rejected whole.
 *
 * Order of the checks: size, JSON, identity, finite numbers, schema, sender, timeline, then item by item asset, metric,
 * unit, datum and time. Identity and finiteness are only looked for when the strict schema did not match, which is
 * the same: a field that the schema does not know is what makes it fail.
 */
import {
  type EventsMessage,
  EventsMessageSchema,
  type MetricStandard,
  type ObservationsMessage,
  ObservationsMessageSchema,
  type StatusMessage,
  StatusMessageSchema,
  type Timeline,
  UPLINK_BYTES_MAX,
  type UpChannel,
} from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { Compile } from 'typebox/compile';
import { type Collects, checkEvents, checkObservations, type ItemContext } from './items.ts';
import type { Registry, Sender } from './registry.ts';
import { type Rejected, rejected, rejectionOfMismatch } from './rejection.ts';
import type { TimeLimits, TimelineClock } from './time-window.ts';

/** Ready to append. `seq` is 0 for a status, which has no place in an epoch. */
export interface Accepted {
  readonly ok: true;
  readonly record: string;
  readonly epoch: string;
  readonly seq: number;
  readonly timeline: Timeline;
  readonly items: number;
  /** Timeline time of the newest `clock` event of the timeline's conductor in this message. */
  readonly clockAtMs: number | null;
}

/** The mark stands at or above its seq: it was accepted before. */
export interface Duplicate {
  readonly ok: true;
  readonly duplicate: true;
  readonly epoch: string;
  readonly seq: number;
  readonly timeline: Timeline;
}

export type Verdict = Accepted | Duplicate | Rejected;

export interface ValidatorDeps {
  readonly registry: Registry;
  readonly standards: ReadonlyMap<string, MetricStandard>;
  readonly collects: Collects;
  readonly clock: Clock;
  readonly timelineClock: TimelineClock;
  readonly limits: TimeLimits & { readonly skewMsMax: number };
  readonly isDuplicate: (sender: Sender, epoch: string, seq: number) => boolean;
}

/** What goes to the log; evidence does not. */
export type LoggedChannel = Exclude<UpChannel, 'evidence'>;
export type Validate = (sender: Sender, channel: LoggedChannel, payload: Uint8Array) => Verdict;

const observationsMessage = Compile(ObservationsMessageSchema);
const eventsMessage = Compile(EventsMessageSchema);
const statusMessage = Compile(StatusMessageSchema);

export function createValidator(deps: ValidatorDeps): Validate {
  const { registry, clock, timelineClock, limits } = deps;

  const status = (message: StatusMessage, sender: Sender, timeline: Timeline): Verdict => {
    if (message.device !== sender.device.id) return wrongDevice(message.device);
    const at = Math.floor(timelineClock(timeline, clock.nowMs()));
    const record = JSON.stringify({ k: 'status', tl: timeline.id, device: message.device, online: message.online, at });
    return { ok: true, record, epoch: '', seq: 0, timeline, items: 1, clockAtMs: null };
  };

  const data = (kind: 'obs' | 'evt', message: ObservationsMessage | EventsMessage, context: ItemContext): Verdict => {
    const { sender, timeline, rxAtMs } = context;
    const { device, epoch, seq } = message;
    if (device !== sender.device.id) return wrongDevice(device);
    if (deps.isDuplicate(sender, epoch, seq)) return { ok: true, duplicate: true, epoch, seq, timeline };
    const items =
      kind === 'obs'
        ? checkObservations((message as ObservationsMessage).items, context)
        : checkEvents((message as EventsMessage).items, context);
    if (!items.ok) return items;
    const record =
      `{"k":"${kind}","tl":"${timeline.id}","device":"${device}","epoch":"${epoch}","seq":${seq},` +
      `"sentAt":${message.sent_at},"rxAt":${rxAtMs},"items":[${items.text}]}`;
    const clockAtMs = items.clockAtMs;
    return { ok: true, record, epoch, seq, timeline, items: message.items.length, clockAtMs };
  };

  const parsed = (sender: Sender, channel: LoggedChannel, message: unknown): Verdict => {
    const timeline = registry.timeline(sender.device.timeline);
    if (timeline === null || timeline.endedAtMs !== null) {
      return rejected('time-far-off', `The timeline ${sender.device.timeline} has ended.`);
    }
    if (channel === 'status') {
      if (statusMessage.Check(message)) return status(message, sender, timeline);
      return rejectionOfMismatch(message, () => statusMessage.Errors(message));
    }
    const rxAtMs = clock.nowMs();
    const nowMs = timelineClock(timeline, rxAtMs);
    if (channel === 'observations') {
      if (!observationsMessage.Check(message)) {
        return rejectionOfMismatch(message, () => observationsMessage.Errors(message));
      }
      const isClockOff = timeline.id === 'live' && Math.abs(message.sent_at - rxAtMs) > limits.skewMsMax;
      return data('obs', message, { ...deps, sender, timeline, rxAtMs, nowMs, isClockOff });
    }
    if (!eventsMessage.Check(message)) return rejectionOfMismatch(message, () => eventsMessage.Errors(message));
    return data('evt', message, { ...deps, sender, timeline, rxAtMs, nowMs, isClockOff: false });
  };

  return (sender, channel, payload) => {
    if (!deps.collects.collectsChannel(channel)) return notCollected(channel);
    if (payload.byteLength > UPLINK_BYTES_MAX) {
      return rejected('oversized', `It is larger than ${UPLINK_BYTES_MAX} bytes.`);
    }
    let message: unknown;
    try {
      message = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
    } catch (error) {
      return rejected('malformed-json', error instanceof Error ? error.message : 'It is not JSON.');
    }
    return parsed(sender, channel, message);
  };
}

export function notCollected(channel: UpChannel): Rejected {
  return rejected('not-collected', `privacy.yaml does not say that ${channel} is collected.`);
}

function wrongDevice(said: string): Rejected {
  return rejected('wrong-device', `It says it is from ${said}.`);
}
