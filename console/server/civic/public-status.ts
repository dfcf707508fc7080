/** The state of the city for everybody: hazards by district and level. Nothing that counts people below k leaves here. */
import { type Bilingual, LEVELS, type Level } from '@chengyun/contracts';
import { isPeopleMetric } from '../../state/people-metrics.ts';
import type { Places } from '../access/scope.ts';
import type { TimelineState } from '../timeline-state.ts';
import { suppressed } from './k-anonymous.ts';

export interface District {
  readonly id: string;
  readonly name: Bilingual;
  /** Its centre. */
  readonly lonDeg: number;
  readonly latDeg: number;
}

export interface PublicDistrict extends District {
  readonly levels: Readonly<Record<Level, number>>;
  /** Reports of citizens of the last day; null: too few to publish. */
  readonly reports: number | null;
}

export interface PublicStatus {
  readonly timeline: { readonly kind: string; readonly nowMs: number };
  readonly districts: readonly PublicDistrict[];
  /** What is said to everybody at level II and I: what is wrong and what to do, never how many people are where. */
  readonly warnings: readonly { readonly level: Level; readonly title: Bilingual; readonly district: string | null }[];
}

export function publicStatus(
  state: TimelineState,
  known: readonly District[],
  places: Places,
  reports: ReadonlyMap<string, number>,
): PublicStatus {
  const { kind, nowMs } = state.view();
  const standing = state
    .alarms()
    .filter(({ state: of, metric }) => of !== 'normal' && of !== 'suppressed' && !isPeopleMetric(metric))
    .map(({ level, title, asset }) => ({ level, title, district: places.districtOf(asset) }));
  const shown = suppressed(new Map(known.map(({ id }) => [id, reports.get(id) ?? 0])));
  const districts = known.map((district): PublicDistrict => {
    const { id } = district;
    const own = standing.filter((one) => one.district === id);
    const levels = Object.fromEntries(LEVELS.map((level) => [level, own.filter((one) => one.level === level).length]));
    return { ...district, levels: levels as Record<Level, number>, reports: shown.get(id) ?? null };
  });
  const warnings = standing.filter(({ level }) => level === 'red' || level === 'orange').slice(0, 50);
  return { timeline: { kind, nowMs }, districts, warnings };
}
