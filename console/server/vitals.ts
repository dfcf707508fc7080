/** The wall's vital signs: each domain names them, here they get their newest value and 6 h of history. */
import type { Domain, MetricStandard, SeriesView, VitalSign, VitalView } from '@chengyun/contracts';
import type { TimelineState } from './timeline-state.ts';

export const SPARK_BINS = 72;
export const SPARK_SPAN_MS = 6 * 3_600_000;

/** Averages per bin by series key, oldest first, null where there was nothing. */
export type Sparks = ReadonlyMap<string, readonly (number | null)[]>;

type Aggregate = VitalSign['aggregate'];

const FOLD: Readonly<Record<Exclude<Aggregate, 'last'>, (values: readonly number[]) => number>> = {
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/** Series that a vital sign looks at. */
function membersOf(vital: VitalSign, all: readonly SeriesView[]): readonly SeriesView[] {
  return all.filter((s) => s.metric === vital.metric && (vital.asset === undefined || s.asset === vital.asset));
}

export function sparkKeys(domains: readonly Domain[], state: TimelineState): readonly string[] {
  const all = state.allSeries();
  const vitals = domains.flatMap((domain) => domain.vitals);
  return [...new Set(vitals.flatMap((vital) => membersOf(vital, all).map((member) => member.key)))];
}

/** Only good values count; `last` and the time of the newest when no value is good, so that age stays visible. */
export function vitalViews(domains: readonly Domain[], state: TimelineState, sparks: Sparks): readonly VitalView[] {
  const all = state.allSeries();
  return domains.flatMap((domain) => {
    const standards = new Map(domain.metrics.map((standard) => [standard.id, standard]));
    return domain.vitals.map((vital) => vitalView(vital, standards.get(vital.metric), membersOf(vital, all), sparks));
  });
}

function vitalView(
  vital: VitalSign,
  standard: MetricStandard | undefined,
  members: readonly SeriesView[],
  sparks: Sparks,
): VitalView {
  const good = members.filter((member) => member.quality === 'good');
  const newest = good.reduce<SeriesView | null>((best, one) => (best === null || one.at > best.at ? one : best), null);
  const lines = members.map((member) => sparks.get(member.key) ?? []);
  return {
    id: vital.id,
    name: vital.name,
    unit: standard?.unit ?? '1',
    digits: standard?.digits ?? 1,
    value: newest === null ? null : aggregate(vital.aggregate, good, newest.value),
    at: newest?.at ?? null,
    band: standard?.normalBand ?? null,
    note: vital.note ?? null,
    spark: sparkOf(vital.aggregate, lines),
  };
}

function aggregate(kind: Aggregate, good: readonly SeriesView[], last: number): number {
  return kind === 'last' ? last : FOLD[kind](good.map((member) => member.value));
}

/** Several series make one line, bin by bin; a vital sign that shows the last value averages where it has several. */
function sparkOf(kind: Aggregate, lines: readonly (readonly (number | null)[])[]): readonly (number | null)[] {
  const fold = FOLD[kind === 'last' ? 'avg' : kind];
  return Array.from({ length: SPARK_BINS }, (_, bin) => {
    const values = lines.flatMap((line) => line[bin] ?? []);
    return values.length > 0 ? fold(values) : null;
  });
}
