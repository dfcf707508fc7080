/**
 * Sends one lane in order with a window of messages in flight. What was sent and not acknowledged is kept and sent
 * again, in the same order and with the same bytes, on the next connection.
 */
import { topicOf } from '@chengyun/contracts';
import type { OutboxRecord } from '../outbox/frame.ts';
import type { Lane } from '../outbox/lane.ts';

interface InFlight {
  readonly record: OutboxRecord;
  readonly topic: string;
  readonly payload: string;
  /** Handed to the present connection. */
  handed: boolean;
  acked: boolean;
}

export interface Publisher {
  publish(topic: string, payload: string, acked: () => void): void;
  /** What `work` publishes leaves in one piece. */
  together(work: () => void): void;
}

export interface LaneSender {
  readonly lane: Lane;
  readonly inFlight: () => number;
  /** Wall time at which the oldest message in flight was handed over, or null. */
  readonly oldestSentMs: () => number | null;
  /** Sends again what is in flight; to be called once on each new connection, before `fill`. */
  resend(to: Publisher): void;
  /** Reads and sends until `window` messages are in flight or there is nothing more. */
  fill(window: number, to: Publisher, isCurrent: () => boolean): Promise<void>;
}

export interface LaneSenderDeps {
  readonly device: string;
  readonly nowMs: () => number;
  /** Items whose delivery was acknowledged. */
  readonly delivered: (items: number) => void;
}

export function createLaneSender(lane: Lane, { device, nowMs, delivered }: LaneSenderDeps): LaneSender {
  let flight: InFlight[] = [];
  let lastProgressMs = 0;

  function messageFrom(record: OutboxRecord): InFlight {
    const head = JSON.stringify({ v: 1, device, epoch: lane.epoch, seq: record.seq, sent_at: nowMs() });
    const payload = `${head.slice(0, -1)},"items":${record.items}}`;
    return { record, topic: topicOf(device, record.channel), payload, handed: false, acked: false };
  }

  /** The cursor only moves over an unbroken row of acknowledgements. */
  function acknowledge(message: InFlight): void {
    if (message.acked) return;
    message.acked = true;
    lastProgressMs = nowMs();
    const firstOpen = flight.findIndex(({ acked }) => !acked);
    const done = flight.splice(0, firstOpen === -1 ? flight.length : firstOpen);
    const last = done.at(-1);
    if (last === undefined) return;
    lane.ack(last.record.seq, done.length);
    delivered(done.reduce((items, { record }) => items + record.count, 0));
  }

  function send(messages: readonly InFlight[], to: Publisher): void {
    if (messages.length === 0) return;
    to.together(() => {
      for (const message of messages) {
        message.handed = true;
        to.publish(message.topic, message.payload, () => acknowledge(message));
      }
    });
  }

  return {
    lane,
    inFlight: () => flight.length,
    oldestSentMs: () => (flight.length === 0 ? null : lastProgressMs),
    resend: (to) => {
      lastProgressMs = nowMs();
      for (const message of flight) message.acked = false;
      send(flight, to);
    },
    fill: async (window, to, isCurrent) => {
      if (!isCurrent()) return;
      // Read from disk while a connection was lost: they still wait for their first sending.
      send(
        flight.filter(({ handed }) => !handed),
        to,
      );
      while (isCurrent() && flight.length < window) {
        const records = await lane.read(window - flight.length);
        if (records.length === 0) return;
        if (flight.length === 0) lastProgressMs = nowMs();
        const messages = records.map(messageFrom);
        flight = [...flight, ...messages];
        if (!isCurrent()) return;
        send(messages, to);
      }
    },
  };
}
