/** Builds the records of one alarm's life. Every move goes through the table in contracts; an illegal one is a bug. */
import { createHash } from 'node:crypto';
import {
  type AlarmRecord,
  type AlarmTransition,
  type Bilingual,
  compareLevels,
  type Level,
  nextAlarmState,
  UNDECIDED,
} from '@chengyun/contracts';
import type { Rule, WatchedAsset } from '../rules/rule.ts';

/** Where in the log the decision stands. */
export interface Moment {
  readonly tl: string;
  readonly n: number;
  readonly atMs: number;
}

/** What the alarm says at this moment. */
export interface AlarmContent {
  readonly level: Level;
  readonly title: Bilingual;
  readonly why: Bilingual;
  readonly action: Bilingual;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly inputs: Readonly<Record<string, number>>;
  readonly observedAt: number;
}

/** First 16 hex digits of a hash over what identifies an alarm: the same in every run over the same log. */
export function alarmId(tl: string, rule: string, asset: string, condition: string, raisedAt: number): string {
  return createHash('sha256').update([tl, rule, asset, condition, raisedAt].join('|')).digest('hex').slice(0, 16);
}

/** What an alarm takes from its rule. */
export type AlarmSource = Pick<Rule, 'id' | 'version' | 'domain' | 'unit' | 'radiusM'> & {
  readonly primary: Pick<Rule['primary'], 'metric'>;
};

export function raiseAlarm(
  moment: Moment,
  rule: AlarmSource,
  watched: { readonly asset: Pick<WatchedAsset['asset'], 'id' | 'lonDeg' | 'latDeg'> },
  condition: string,
  content: AlarmContent,
): AlarmRecord {
  const { asset } = watched;
  return {
    k: 'alarm',
    tl: moment.tl,
    n: moment.n,
    at: moment.atMs,
    id: alarmId(moment.tl, rule.id, asset.id, condition, moment.atMs),
    rule: rule.id,
    ruleVersion: rule.version,
    condition,
    domain: rule.domain,
    asset: asset.id,
    transition: 'raise',
    state: stateAfter('normal', 'raise'),
    level: content.level,
    peak: content.level,
    raisedAt: moment.atMs,
    ackedAt: null,
    clearedAt: null,
    shelvedUntil: null,
    by: null,
    ...UNDECIDED,
    title: content.title,
    why: content.why,
    action: content.action,
    metric: rule.primary.metric,
    value: content.value,
    threshold: content.threshold,
    unit: rule.unit,
    inputs: content.inputs,
    lonDeg: asset.lonDeg,
    latDeg: asset.latDeg,
    radiusM: rule.radiusM,
    trace: null,
    observedAt: content.observedAt,
  };
}

/** The next record of an alarm; keys keep their order, so that equal alarms are equal bytes. */
export function moveAlarm(
  record: AlarmRecord,
  moment: Moment,
  transition: AlarmTransition,
  patch: Partial<AlarmRecord> = {},
): AlarmRecord {
  const level = patch.level ?? record.level;
  return {
    ...record,
    call: null,
    ...patch,
    n: moment.n,
    at: moment.atMs,
    transition,
    state: stateAfter(record.state, transition),
    peak: compareLevels(level, record.peak) > 0 ? level : record.peak,
  };
}

function stateAfter(state: AlarmRecord['state'], transition: AlarmTransition): AlarmRecord['state'] {
  const next = nextAlarmState(state, transition);
  if (next === null) throw new Error(`alarm cannot ${transition} from ${state}`);
  return next;
}
