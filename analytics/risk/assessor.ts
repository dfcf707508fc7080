/**
 * Risk of the places of one timeline and the response level that it asks for, tick by tick. It reads nothing but ticks,
 * standing alarms and facts, and says something only when that changed; so it is the same in every run over one log.
 */
import type { AssessmentRecord, Asset, Domain } from '@chengyun/contracts';
import type { Assessor } from '../service/assessor.ts';
import { hazardsOf } from './hazards.ts';
import type { PlaceProfiles } from './place-profiles.ts';
import { createResponseState, moveResponse, type ResponseState, responseRecord } from './response.ts';
import { createRiskMapper } from './risk-map.ts';

interface RiskState {
  readonly response: ResponseState;
  /** What the last records were made from, so that a restart repeats none. */
  readonly saidOfRisk: string;
  readonly saidOfResponse: string;
}

export interface RiskDeps {
  readonly places: PlaceProfiles;
  readonly domains: readonly Domain[];
  readonly assets: readonly Asset[];
  /** Places that did not fit into a record. */
  readonly onDropped: (count: number) => void;
}

export function createRiskAssessor({ places, domains, assets, onDropped }: RiskDeps): Assessor {
  const mapper = createRiskMapper(places, domains, assets);
  let response = createResponseState();
  let saidOfRisk = '';
  let saidOfResponse = '';

  return {
    name: 'risk',
    assess: ({ tl, n, at }, alarms, facts) => {
      const out: AssessmentRecord[] = [];
      const hazards = hazardsOf(alarms, domains);
      // A new number in a title is no new risk: identity and level are.
      const basis = hazards.map(({ alarm }) => `${alarm.id}${alarm.level}`).join(' ');
      if (basis !== saidOfRisk) {
        saidOfRisk = basis;
        const { dropped, ...risk } = mapper.map(alarms);
        if (dropped > 0) onDropped(dropped);
        out.push({ k: 'risk', tl, n, at, ...risk });
      }
      moveResponse(response, hazards, facts, at);
      const said = `${response.proposed} ${response.inForce} ${response.confirmedAt}`;
      if (said !== saidOfResponse && (saidOfResponse !== '' || response.proposed !== null || facts.length > 0)) {
        saidOfResponse = said;
        out.push({ k: 'response', tl, n, at, ...responseRecord(response, hazards) });
      }
      return out;
    },
    save: (): RiskState => ({ response: { ...response }, saidOfRisk, saidOfResponse }),
    load: (state) => {
      const saved = state as RiskState;
      response = { ...saved.response };
      ({ saidOfRisk, saidOfResponse } = saved);
    },
  };
}
