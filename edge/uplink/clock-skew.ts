/**
 * How far the clock of this box is from that of the broker. What the broker says of the time comes late, by what the
 * network takes: of several the smallest difference is the nearest to the truth, and it errs by the quickest way alone.
 */
import { TimeMessageSchema } from '@chengyun/contracts/downlink.ts';
import { Compile } from 'typebox/compile';

export interface ClockSkew {
  /** @param payload as it came on the time topic; anything else is not taken @param nowMs own wall clock at arrival */
  hear(payload: Uint8Array, nowMs: number): void;
  /** Own clock minus the broker's, milliseconds, at most the quickest way too large; null before the broker spoke. */
  readonly skewMs: () => number | null;
}

/** At one every ten seconds, five minutes: a clock that is set right is believed again after that. */
const HEARD_MAX = 30;
const timeMessage = Compile(TimeMessageSchema);

export function createClockSkew(): ClockSkew {
  const heard: number[] = [];
  return {
    hear: (payload, nowMs) => {
      const message = parsed(payload);
      if (!timeMessage.Check(message)) return;
      heard.push(nowMs - message.at);
      if (heard.length > HEARD_MAX) heard.shift();
    },
    skewMs: () => (heard.length === 0 ? null : Math.min(...heard)),
  };
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return null;
  }
}
