/**
 * Holds the forecasts of one series against what came, over a rolling span. Every step is scored once, in the moment in
 * which its truth arrives, beside persistence (the value when it was issued) and the seasonal naive forecast (the value
 * one season before). Sums are kept in slots of the span, so that the oldest go slot by slot.
 */
import type { ForecastRecord, LeadScore } from '@chengyun/contracts';

export interface Scoreboard {
  issue(forecast: ForecastRecord): void;
  /** The truth at a cell; `valueAt` gives earlier ones, NaN where unknown. Cells come in order. */
  truth(cell: number, value: number, valueAt: (cell: number) => number): void;
  leads(): readonly LeadScore[];
  /** Truths within the span that were held against a forecast. */
  truths(): number;
  /** Forecasts whose last step has not come yet. */
  pending(): number;
}

export interface ScoreboardOptions {
  readonly stepMs: number;
  readonly steps: number;
  readonly spanMs: number;
  readonly seasonMs: number;
}

const MINUTE_MS = 60_000;
/** Ends of the leads that are told apart. */
const LEADS_MS = [10, 30, 60, 120, 180, 360, 720, 1_440].map((minutes) => minutes * MINUTE_MS);
const SLOTS = 24;
const PENDING_MAX = 2_000;
const FIELDS = 8;

export function leadsWithin(horizonMs: number): readonly number[] {
  const within = LEADS_MS.filter((leadMs) => leadMs < horizonMs);
  return [...within, horizonMs];
}

interface Slot {
  readonly index: number;
  readonly sums: Float64Array;
  truths: number;
}

export function createScoreboard({ stepMs, steps, spanMs, seasonMs }: ScoreboardOptions): Scoreboard {
  const ends = leadsWithin(steps * stepMs);
  const leadOf = Array.from({ length: steps }, (_, i) => ends.findIndex((end) => (i + 1) * stepMs <= end));
  const season = Math.max(1, Math.round(seasonMs / stepMs));
  const slotCells = Math.max(1, Math.round(spanMs / stepMs / SLOTS));
  let pending: { readonly cell: number; readonly forecast: ForecastRecord }[] = [];
  let slots: Slot[] = [];

  const slotOf = (cell: number): Slot => {
    const index = Math.floor(cell / slotCells);
    const newest = slots.at(-1);
    if (newest?.index === index) return newest;
    const fresh = { index, sums: new Float64Array(ends.length * FIELDS), truths: 0 };
    slots = [...slots.filter((slot) => slot.index > index - SLOTS), fresh];
    return fresh;
  };

  const note = (sums: Float64Array, lead: number, miss: number, isInside: boolean, stays: number, returns: number) => {
    const at = lead * FIELDS;
    sums[at]! += 1;
    sums[at + 1]! += Math.abs(miss);
    sums[at + 2]! += miss * miss;
    sums[at + 3]! += isInside ? 1 : 0;
    sums[at + 4]! += Math.abs(stays);
    sums[at + 5]! += stays * stays;
    if (Number.isNaN(returns)) return;
    sums[at + 6]! += 1;
    sums[at + 7]! += Math.abs(returns);
  };

  return {
    issue: (forecast) => {
      pending.push({ cell: Math.round(forecast.issuedAt / stepMs), forecast });
      if (pending.length > PENDING_MAX) pending.shift();
    },
    truth: (cell, value, valueAt) => {
      const slot = slotOf(cell);
      let isScored = false;
      for (const { cell: issued, forecast } of pending) {
        const i = cell - issued - 1;
        if (i < 0 || i >= forecast.p50.length || i >= steps || Number.isNaN(value)) continue;
        const back = Math.ceil((cell - issued) / season) * season;
        const isInside = value >= forecast.p10[i]! && value <= forecast.p90[i]!;
        const misses = [value - forecast.p50[i]!, value - forecast.last, value - valueAt(cell - back)] as const;
        note(slot.sums, leadOf[i]!, misses[0], isInside, misses[1], misses[2]);
        isScored = true;
      }
      if (isScored) slot.truths += 1;
      pending = pending.filter(({ cell: issued, forecast }) => cell < issued + forecast.p50.length);
    },
    leads: () => {
      const sum = (at: number) => slots.reduce((total, { sums }) => total + sums[at]!, 0);
      return ends.flatMap((leadMs, lead): LeadScore[] => {
        const [n, abs, square, inside, stays, staysSquare, seasons, returns] = Array.from(
          { length: FIELDS },
          (_, field) => sum(lead * FIELDS + field),
        ) as [number, number, number, number, number, number, number, number];
        if (n === 0) return [];
        return [
          {
            ...{ leadMs, n, mae: abs / n, rmse: Math.sqrt(square / n), coverage: inside / n },
            ...{ persistenceMae: stays / n, persistenceRmse: Math.sqrt(staysSquare / n) },
            seasonalMae: seasons > 0 ? returns / seasons : null,
          },
        ];
      });
    },
    truths: () => slots.reduce((total, slot) => total + slot.truths, 0),
    pending: () => pending.length,
  };
}
