/**
 * The response level that the standing alarms ask for. Warning colour and response level are two things: the proposal
 * comes from the table below, a person puts it in force. A proposal rises at once and falls only when the lower level
 * has been enough for half an hour. While it differs from what is in force, a person is asked to confirm within 15 min.
 */
import {
  compareLevels,
  type FactRecord,
  type Level,
  RESPONSE_LEVELS,
  type ResponseLevel,
  type ResponseProposal,
  type RiskReason,
} from '@chengyun/contracts';
import { HAZARD_OF_LEVEL, type Hazard } from './hazards.ts';

export interface ResponseCondition {
  readonly level: ResponseLevel;
  /** At least so many assets with an alarm of at least this colour... */
  readonly assets: number;
  readonly colour: Level;
  /** ...in at least so many domains or domains' rules of different kind. */
  readonly rules: number;
}

/** Highest first; the first that holds is proposed. Judgement of the project: a city sets its plan's own conditions. */
export const RESPONSE_TABLE: readonly ResponseCondition[] = [
  { level: 'I', assets: 4, colour: 'red', rules: 2 },
  { level: 'II', assets: 1, colour: 'red', rules: 1 },
  { level: 'III', assets: 1, colour: 'orange', rules: 1 },
  { level: 'III', assets: 4, colour: 'yellow', rules: 1 },
  { level: 'IV', assets: 1, colour: 'yellow', rules: 1 },
  { level: 'IV', assets: 4, colour: 'blue', rules: 1 },
];
const FALL_AFTER_MS = 30 * 60_000;
const CONFIRM_WITHIN_MS = 15 * 60_000;
const EVIDENCE_MAX = 20;

export interface ResponseState {
  proposed: ResponseLevel | null;
  proposedAt: number | null;
  /** Since when less than `proposed` has been enough. */
  lowerSince: number | null;
  inForce: ResponseLevel | null;
  confirmedBy: string | null;
  confirmedAt: number | null;
}

export function createResponseState(): ResponseState {
  return { proposed: null, proposedAt: null, lowerSince: null, inForce: null, confirmedBy: null, confirmedAt: null };
}

/** Moves the state to `atMs`. */
export function moveResponse(
  state: ResponseState,
  hazards: readonly Hazard[],
  facts: readonly FactRecord[],
  atMs: number,
): void {
  const asked = conditionFor(hazards)?.level ?? null;
  if (rankOf(asked) > rankOf(state.proposed)) {
    propose(state, asked, atMs);
  } else if (asked === state.proposed) {
    state.lowerSince = null;
  } else {
    state.lowerSince ??= atMs;
    if (atMs - state.lowerSince >= FALL_AFTER_MS) propose(state, asked, atMs);
  }
  for (const { body, actor } of facts) {
    if (body.kind !== 'confirm-response') continue;
    state.inForce = body.level;
    state.confirmedBy = actor;
    state.confirmedAt = atMs;
  }
}

export function responseRecord(
  state: ResponseState,
  hazards: readonly Hazard[],
): Omit<ResponseProposal, 'k' | 'tl' | 'n' | 'at'> {
  const { proposed, proposedAt, inForce, confirmedBy, confirmedAt } = state;
  const isWaiting = proposed !== inForce && proposedAt !== null;
  return {
    proposed,
    proposedAt: isWaiting ? proposedAt : null,
    overdueAt: isWaiting ? proposedAt + CONFIRM_WITHIN_MS : null,
    inForce,
    confirmedBy,
    confirmedAt,
    evidence: evidenceOf(hazards),
  };
}

function propose(state: ResponseState, level: ResponseLevel | null, atMs: number): void {
  state.proposed = level;
  state.proposedAt = atMs;
  state.lowerSince = null;
}

function conditionFor(hazards: readonly Hazard[]): ResponseCondition | null {
  const holds = ({ assets, colour, rules }: ResponseCondition) => {
    const found = hazards.filter(({ alarm }) => compareLevels(alarm.level, colour) >= 0);
    const distinct = (pick: (hazard: Hazard) => string) => new Set(found.map(pick)).size;
    return distinct(({ alarm }) => alarm.asset) >= assets && distinct(({ alarm }) => alarm.rule) >= rules;
  };
  return RESPONSE_TABLE.find(holds) ?? null;
}

/** The strongest alarms, each with its share of all strength. */
function evidenceOf(hazards: readonly Hazard[]): RiskReason[] {
  const sum = hazards.reduce((all, { strength }) => all + strength, 0);
  return [...hazards]
    .sort((a, b) => b.strength - a.strength || (a.alarm.id < b.alarm.id ? -1 : 1))
    .slice(0, EVIDENCE_MAX)
    .map(({ alarm }) => ({
      alarm: alarm.id,
      text: alarm.title,
      weight: Math.round((HAZARD_OF_LEVEL[alarm.level] / sum) * 1000) / 1000,
    }));
}

/** 0 for none, 4 for I. */
function rankOf(level: ResponseLevel | null): number {
  return level === null ? 0 : RESPONSE_LEVELS.indexOf(level) + 1;
}
