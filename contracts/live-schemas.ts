/**
 * Schemas of what the console sends to browsers, so that a test can refuse a message with a key too many: what is not
 * named here does not leave the server. The compiler holds the names against the types of live.ts.
 */
import Type from 'typebox';
import { RESPONSE_LEVELS, type RiskPlace, type RiskReason } from './assessment.ts';
import { AssetSchema } from './asset.ts';
import {
  type Escalation,
  type Evidence,
  HOPS,
  INCIDENT_ROLES,
  type Incident,
  type SaidText,
  type StepTick,
  TASK_STATES,
  type Task,
} from './incident.ts';
import { LEVELS } from './levels.ts';
import type {
  AlarmView,
  Delta,
  LiveCounter,
  OfficerView,
  ReplayView,
  ResponseView,
  RiskCell,
  RiskView,
  SeriesView,
  Snapshot,
  StripBin,
  TimelineView,
  TrustView,
  VitalView,
} from './live.ts';
import {
  ALARM_VIEW_PARTS,
  HopSchema,
  IncidentStateSchema,
  LevelSchema,
  Moment,
  oneOf,
  orNull,
  QualityFlagSchema,
  QualityVerdictSchema,
} from './schemas.ts';
import { BilingualSchema } from './text.ts';
import { TIMELINE_KINDS } from './timeline.ts';

/** Every key of `T`, and no other. */
type Parts<T> = { readonly [K in keyof T]-?: Type.TSchema };

const strict = <T>(parts: Parts<T>) =>
  Type.Object(parts as Record<string, Type.TSchema>, { additionalProperties: false });
const all = <T>(schema: T) => Type.Array(schema as Type.TSchema);
const { String: text, Number: number, Boolean: yes } = Type;
const count = () => Type.Integer({ minimum: 0 });
const each = (names: readonly string[], schema: Type.TSchema) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, schema])), { additionalProperties: false });

const TimelineKindSchema = oneOf(TIMELINE_KINDS);
const TimelineViewSchema = strict<TimelineView>({
  ...{ id: text(), kind: TimelineKindSchema, label: text() },
  ...{ nowMs: Moment, nowWallMs: number(), pace: number() },
});
const AlarmViewSchema = strict<AlarmView>(ALARM_VIEW_PARTS);
const some = (names: readonly string[], schema: Type.TSchema) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, Type.Optional(schema)])), { additionalProperties: false });
const TaskSchema = strict<Task>({
  ...{ id: text(), officer: text(), by: text(), instruction: BilingualSchema, state: oneOf(TASK_STATES) },
  ...{ times: some(TASK_STATES, number()), isUnreachable: yes(), signAt: orNull(number()), isCheckInMissed: yes() },
  helpAt: orNull(number()),
});
const SaidTextSchema = strict<SaidText>({ by: text(), at: number(), text: text() });
const EvidenceSchema = strict<Evidence>({
  ...{ by: text(), at: number(), media: oneOf(['photo', 'voice']), blob: text(), bytes: count() },
});
const EscalationSchema = strict<Escalation>({
  ...{ at: number(), hop: HopSchema, step: count(), to: text(), task: orNull(text()) },
});
const IncidentSchema = strict<Incident>({
  ...{ id: text(), tl: text(), alarm: text(), alarms: all(text()), mergedInto: orNull(text()), trace: text() },
  ...{ level: LevelSchema, peak: LevelSchema, peakValue: orNull(number()), rule: text(), domain: text() },
  title: BilingualSchema,
  ...{ asset: text(), assets: all(text()), lonDeg: number(), latDeg: number(), state: IncidentStateSchema },
  ...{ owner: orNull(text()), roles: some(INCIDENT_ROLES, text()), tasks: all(TaskSchema) },
  ...{ objectives: all(SaidTextSchema), decisions: all(SaidTextSchema), notes: all(SaidTextSchema) },
  ...{ steps: all(strict<StepTick>({ step: text(), by: text(), at: number() })), evidence: all(EvidenceSchema) },
  ...{ escalations: all(EscalationSchema), hops: each(HOPS, orNull(number())) },
  superseded: all(strict<Incident['superseded'][number]>({ fact: text(), by: text(), kind: text() })),
});
const SeriesViewSchema = strict<SeriesView>({
  ...{ key: text(), asset: text(), metric: text(), at: Moment, value: number() },
  ...{ quality: QualityVerdictSchema, flags: all(QualityFlagSchema) },
});
const TrustViewSchema = strict<TrustView>({
  ...{ devicesOnline: count(), devicesTotal: count(), medianAgeMs: number(), lagMs: number() },
  ...{ store: oneOf(['timescale', 'timescale-apache', 'postgres']), quarantined: count(), down: all(text()) },
});
const VitalViewSchema = strict<VitalView>({
  ...{ id: text(), name: BilingualSchema, unit: text(), digits: count(), value: orNull(number()) },
  ...{ at: orNull(Moment), band: orNull(Type.Tuple([number(), number()])), note: orNull(BilingualSchema) },
  spark: all(orNull(number())),
});
const OfficerViewSchema = strict<OfficerView>({
  ...{ id: text(), name: BilingualSchema, onDuty: yes(), busy: yes(), isSilent: yes() },
  ...{ distanceM: orNull(number()), distanceBy: orNull(oneOf(['road', 'straight'])), isSkilled: orNull(yes()) },
  placeAt: orNull(number()),
});
const StripBinSchema = strict<StripBin>({ at: Moment, counts: each(LEVELS, count()) });
const RiskReasonSchema = strict<RiskReason>({ alarm: orNull(text()), text: BilingualSchema, weight: number() });
const RiskPlaceSchema = strict<RiskPlace>({
  ...{ id: text(), people: count(), hazard: number(), exposure: number(), vulnerability: number() },
  ...{ score: number(), level: orNull(LevelSchema), reasons: all(RiskReasonSchema) },
});
const RiskCellSchema = strict<RiskCell>({ id: text(), level: LevelSchema, score: number(), ring: all(number()) });
const RiskViewSchema = strict<RiskView>({ at: Moment, cells: all(RiskCellSchema), districts: all(RiskPlaceSchema) });
const ResponseLevelSchema = oneOf(RESPONSE_LEVELS);
const ResponseViewSchema = strict<ResponseView>({
  ...{ at: Moment, proposed: orNull(ResponseLevelSchema), proposedAt: orNull(Moment), overdueAt: orNull(Moment) },
  ...{ inForce: orNull(ResponseLevelSchema), confirmedBy: orNull(text()), confirmedAt: orNull(Moment) },
  evidence: all(RiskReasonSchema),
});
const LiveCounterSchema = strict<LiveCounter>({
  ...{ nowMs: Moment, standing: each(LEVELS, count()), unacknowledged: count(), waiting: orNull(LevelSchema) },
});
const ReplayViewSchema = strict<ReplayView>({
  ...{ at: Moment, speed: number(), isPaused: yes(), fromMs: Moment, toMs: Moment, live: LiveCounterSchema },
});

const stamp = { epoch: text(), n: count() };
const maybe = <T>(schema: T) => Type.Optional(schema as Type.TSchema);
const replay = maybe(ReplayViewSchema);
const lists = {
  ...{ assets: all(AssetSchema), alarms: all(AlarmViewSchema), incidents: all(IncidentSchema) },
  ...{ series: all(SeriesViewSchema), vitals: all(VitalViewSchema), officers: all(OfficerViewSchema) },
  strip: all(StripBinSchema),
};

export const SnapshotSchema = strict<Snapshot>({
  ...{ ...stamp, ...lists, view: oneOf(['wall', 'desk', 'field']), timeline: TimelineViewSchema },
  timelines: all(strict<Snapshot['timelines'][number]>({ id: text(), label: text(), kind: TimelineKindSchema })),
  ...{ trust: TrustViewSchema, risk: orNull(RiskViewSchema), response: orNull(ResponseViewSchema), replay },
});

export const DeltaSchema = strict<Delta>({
  ...{ ...stamp, timeline: maybe(TimelineViewSchema), trust: maybe(TrustViewSchema), replay },
  ...{ assets: maybe(lists.assets), alarms: maybe(lists.alarms), incidents: maybe(lists.incidents) },
  ...{ series: maybe(lists.series), vitals: maybe(lists.vitals), officers: maybe(lists.officers) },
  ...{ strip: maybe(lists.strip), risk: maybe(RiskViewSchema), response: maybe(ResponseViewSchema) },
});

/** Each second per room; see console/state/wire.ts. */
export const HeartbeatSchema = Type.Object(
  { ...stamp, wallMs: number(), timeline: TimelineViewSchema, replay },
  { additionalProperties: false },
);
