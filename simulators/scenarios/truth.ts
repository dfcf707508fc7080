/**
 * The truth of a scenario: what really happens, from the city itself without noise or sensors. It is kept in a sealed
 * file beside the scenario; nothing in the product reads it but the scoring of drills. A test makes it again and
 * compares the seal, so that nobody can tune the truth to the alarms.
 */
import { createHash } from 'node:crypto';
import type { Asset } from '@chengyun/contracts';
import { createCity, STEP_MS } from '../city/city.ts';
import type { Scenario } from './scenario.ts';

export type HazardKind = 'overtop' | 'tide-warning' | 'underpass-close' | 'pump-trip';

export interface Hazard {
  readonly kind: HazardKind;
  readonly asset: string;
  /** First and last whole minute at which it was so, minutes since the scenario began. */
  readonly fromMin: number;
  readonly toMin: number;
  /** Highest level (m) or depth (cm). */
  readonly peak: number;
}

export interface Truth {
  readonly scenario: string;
  readonly seed: number;
  readonly hazards: readonly Hazard[];
  /** SHA-256 of everything above. */
  readonly seal: string;
}

interface Watch {
  readonly kind: HazardKind;
  readonly asset: string;
  readonly isOn: (value: number) => boolean;
}

function watchesOf(assets: readonly Asset[]): Watch[] {
  const watches: Watch[] = [];
  for (const { id, kind, attributes } of assets) {
    const { crestM, warnBlueM, closeCm } = attributes;
    if (kind === 'flood-wall' && crestM !== undefined) {
      watches.push({ kind: 'overtop', asset: id, isOn: (level) => level >= crestM });
    }
    if (kind === 'tide-gauge' && warnBlueM !== undefined) {
      watches.push({ kind: 'tide-warning', asset: id, isOn: (level) => level >= warnBlueM });
    }
    if (kind === 'underpass' && closeCm !== undefined) {
      watches.push({ kind: 'underpass-close', asset: id, isOn: (depth) => depth >= closeCm });
    }
  }
  return watches;
}

export function truthOf(scenario: Scenario, assets: readonly Asset[]): Truth {
  const city = createCity({ scenario, assets, startMs: scenario.startMs });
  const watches = watchesOf(assets);
  const open = new Map<Watch, { fromMin: number; peak: number }>();
  const hazards: Hazard[] = [];
  const close = (watch: Watch, toMin: number) => {
    const begun = open.get(watch);
    if (begun === undefined) return;
    open.delete(watch);
    hazards.push({ kind: watch.kind, asset: watch.asset, fromMin: begun.fromMin, toMin, peak: round(begun.peak) });
  };
  for (let tMs = scenario.startMs + STEP_MS; tMs <= scenario.endMs; tMs += STEP_MS) {
    city.advance(tMs);
    const minute = (tMs - scenario.startMs) / STEP_MS;
    for (const watch of watches) {
      const value = city.truthAt(watch.asset) ?? Number.NEGATIVE_INFINITY;
      if (!watch.isOn(value)) close(watch, minute - 1);
      else {
        const begun = open.get(watch) ?? { fromMin: minute, peak: value };
        open.set(watch, { fromMin: begun.fromMin, peak: Math.max(begun.peak, value) });
      }
    }
  }
  for (const watch of [...open.keys()]) close(watch, (scenario.endMs - scenario.startMs) / STEP_MS);
  for (const failure of scenario.pumpFailures) {
    const minutes = (ms: number) => Math.round((ms - scenario.startMs) / STEP_MS);
    hazards.push({
      kind: 'pump-trip',
      asset: failure.asset,
      fromMin: minutes(failure.fromMs),
      toMin: minutes(failure.toMs),
      peak: failure.pumpsLeft,
    });
  }
  hazards.sort(
    (a, b) => a.fromMin - b.fromMin || a.asset.localeCompare(b.asset, 'en') || a.kind.localeCompare(b.kind, 'en'),
  );
  const body = { scenario: scenario.id, seed: scenario.seed, hazards };
  return { ...body, seal: createHash('sha256').update(JSON.stringify(body)).digest('hex') };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
