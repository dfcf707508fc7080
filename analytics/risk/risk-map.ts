/**
 * Risk of places from the alarms that stand: hazard x exposure x vulnerability for each H3 cell that an alarm reaches,
 * for the units of the base map and for assets. Several hazards in one cell add up as independent ones do. A unit is as
 * bad as its worst cell, because an average over farmland would hide a flooded street.
 */

import { createSpatialIndex } from '@chengyun/basemap';
import {
  type AlarmRecord,
  type Asset,
  type Domain,
  type Level,
  RISK_FEATURES,
  type RiskPlace,
  type RiskProfile,
  type RiskReason,
} from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import { type Hazard, hazardsOf, strengthAt } from './hazards.ts';
import { CELL_EDGE_M, type CellProfile, cellAt, type PlaceProfiles } from './place-profiles.ts';
import { reasonText } from './reason-text.ts';

/** Lowest score of each colour. */
export const RISK_LEVELS: readonly (readonly [Level, number])[] = [
  ['red', 0.5],
  ['orange', 0.3],
  ['yellow', 0.15],
  ['blue', 0.05],
];
const REASONS_MAX = 3;
/** Places kept of each sort, highest first; a storm over the whole district stays below it. */
export const PLACES_MAX = 500;

export interface RiskMap {
  readonly cells: readonly RiskPlace[];
  readonly districts: readonly RiskPlace[];
  readonly assets: readonly RiskPlace[];
  /** Places that were left out because there were too many. */
  readonly dropped: number;
}

export interface RiskMapper {
  map(alarms: readonly AlarmRecord[]): RiskMap;
}

interface Share {
  readonly hazard: Hazard;
  readonly strength: number;
  readonly exposure: number;
  readonly vulnerability: number;
  readonly score: number;
}

export function createRiskMapper(
  places: PlaceProfiles,
  domains: readonly Domain[],
  assets: readonly Asset[],
): RiskMapper {
  const cells = createSpatialIndex([...places.cells.values()]);
  const assetPlaces = assets.map((asset) => ({ asset, profile: places.at(asset.lonDeg, asset.latDeg) }));
  const assetIndex = createSpatialIndex(assets);

  return {
    map: (alarms) => {
      const hazards = hazardsOf(alarms, domains);
      const byCell = new Map<CellProfile, Share[]>();
      for (const hazard of hazards) {
        const { lonDeg, latDeg, radiusM } = hazard.alarm;
        const own = places.cells.get(cellAt(lonDeg, latDeg));
        if (own) add(byCell, own, shareOf(hazard, own, hazard.strength));
        for (const { item, distanceM } of cells.within(lonDeg, latDeg, radiusM + CELL_EDGE_M)) {
          if (item !== own) add(byCell, item, shareOf(hazard, item, strengthAt(hazard, distanceM)));
        }
      }
      const cellRisks = [...byCell].map(([profile, shares]) => placeFrom(profile.id, profile, shares));
      const byDistrict = new Map<string, { profile: CellProfile; risk: RiskPlace }[]>();
      for (const [i, profile] of [...byCell.keys()].entries()) {
        if (profile.district !== null) add(byDistrict, profile.district, { profile, risk: cellRisks[i]! });
      }
      const near = new Map<Asset, Hazard[]>();
      for (const hazard of hazards) {
        const { lonDeg, latDeg, radiusM } = hazard.alarm;
        for (const asset of assetIndex.around(lonDeg, latDeg, radiusM + CELL_EDGE_M)) add(near, asset, hazard);
      }
      const assetRisks = assetPlaces.flatMap(({ asset, profile }) => {
        const shares = (near.get(asset) ?? []).flatMap((hazard) => {
          const strength = strengthAt(hazard, distanceM(hazard.alarm, asset));
          return strength > 0 ? [shareOf(hazard, profile, strength)] : [];
        });
        return shares.length > 0 ? [placeFrom(asset.id, profile, shares)] : [];
      });
      const sorted = [cellRisks, [...byDistrict].map(districtFrom), assetRisks].map(worstFirst);
      const kept = sorted.map((each) => each.slice(0, PLACES_MAX));
      const dropped = sorted.reduce((sum, each) => sum + Math.max(0, each.length - PLACES_MAX), 0);
      return { cells: kept[0]!, districts: kept[1]!, assets: kept[2]!, dropped };
    },
  };
}

/** 1 - exp(-sum of weight x amount): the first thousands of people count most. */
export function exposureOf(profile: RiskProfile, place: CellProfile): number {
  const sum = RISK_FEATURES.reduce((all, each) => all + (profile.exposure[each] ?? 0) * place.amounts[each], 0);
  return 1 - Math.exp(-sum);
}

export function vulnerabilityOf(profile: RiskProfile, place: CellProfile): number {
  const present = RISK_FEATURES.filter((each) => place.amounts[each] > 0);
  return Math.min(
    1,
    present.reduce((sum, each) => sum + (profile.vulnerability[each] ?? 0), profile.vulnerabilityBase),
  );
}

export function riskLevel(score: number): Level | null {
  return RISK_LEVELS.find(([, from]) => score >= from)?.[0] ?? null;
}

function shareOf(hazard: Hazard, place: CellProfile, strength: number): Share {
  const exposure = exposureOf(hazard.profile, place);
  const vulnerability = vulnerabilityOf(hazard.profile, place);
  return { hazard, strength, exposure, vulnerability, score: strength * exposure * vulnerability };
}

function placeFrom(id: string, place: CellProfile, shares: readonly Share[]): RiskPlace {
  const sorted = [...shares].sort((a, b) => b.score - a.score || (a.hazard.alarm.id < b.hazard.alarm.id ? -1 : 1));
  const score = 1 - sorted.reduce((rest, share) => rest * (1 - share.score), 1);
  const sum = sorted.reduce((all, share) => all + share.score, 0);
  const reasons = sorted.slice(0, REASONS_MAX).map(
    (share): RiskReason => ({
      alarm: share.hazard.alarm.id,
      text: reasonText(share.hazard.alarm, place),
      weight: round(sum > 0 ? share.score / sum : 0),
    }),
  );
  const worst = sorted[0]!;
  return {
    id,
    people: place.people,
    hazard: round(worst.strength),
    exposure: round(worst.exposure),
    vulnerability: round(worst.vulnerability),
    score: round(score),
    level: riskLevel(score),
    reasons,
  };
}

function districtFrom([id, cells]: readonly [
  string,
  readonly { readonly profile: CellProfile; readonly risk: RiskPlace }[],
]): RiskPlace {
  const worst = worstFirst(cells.map(({ risk }) => risk))[0]!;
  const people = cells.reduce((sum, { profile, risk }) => sum + (risk.level === null ? 0 : profile.people), 0);
  return { ...worst, id, people };
}

function worstFirst(risks: readonly RiskPlace[]): RiskPlace[] {
  return risks.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
