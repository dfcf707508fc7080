/** Looks a whole map over: every layer read, every shape checked, every layer held against the others. */
import { join } from 'node:path';
import { datumNamed } from '../datum/datum.ts';
import type { Layer } from '../geojson.ts';
import { pointsOf } from '../geometry-parts.ts';
import { loadLayer } from '../layers.ts';
import { type LayerEntry, type MapManifest, readManifest } from '../manifest.ts';
import { misplacement } from './datum-check.ts';
import { geometryProblem, heightProblem } from './geometry-check.ts';
import { createFindings, type Finding } from './report.ts';

export interface LayerCheck {
  readonly id: string;
  readonly role: string;
  readonly features: number;
  readonly datum: string;
  readonly licence: string;
  readonly confidence: string;
  readonly schematic: boolean;
  readonly findings: readonly Finding[];
  /** Why it cannot be used at all, or lies in the wrong place; null when it is fine. */
  readonly fault: string | null;
}

export interface MapCheck {
  readonly map: string;
  readonly layers: readonly LayerCheck[];
  readonly isSound: boolean;
}

const SAMPLES_PER_FEATURE = 20;

export function checkMap(folder: string): MapCheck {
  const manifest = readManifest(folder);
  const layers = manifest.layers.map((entry) => checkLayer(folder, entry, manifest));
  const isSound = layers.every(({ fault, findings }) => fault === null && findings.length === 0);
  return { map: manifest.id, layers, isSound };
}

function checkLayer(folder: string, entry: LayerEntry, { extent, origin }: MapManifest): LayerCheck {
  const { id, role } = entry;
  let layer: Layer;
  try {
    layer = loadLayer(join(folder, entry.file), extent, entry);
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message : String(cause);
    return {
      ...{ id, role, features: 0, datum: '', licence: '', confidence: '' },
      schematic: false,
      findings: [],
      fault,
    };
  }
  const findings = createFindings();
  const wgs84 = datumNamed('wgs84');
  for (const { properties, geometry } of layer.features) {
    const problem = geometryProblem(geometry, wgs84.area) ?? heightProblem(properties.heightM);
    if (problem) findings.add(properties.id, problem);
  }
  const samples = layer.features.flatMap(({ properties, geometry }) => {
    const points = pointsOf(geometry);
    const step = Math.max(1, Math.floor(points.length / SAMPLES_PER_FEATURE));
    const name = String(properties.nameZh ?? '');
    return points.filter((_, i) => i % step === 0).map((raw) => ({ raw, name }));
  });
  const { meta } = layer;
  const fault = misplacement(samples, { datum: wgs84, known: [], middle: origin });
  return {
    ...{ id, role, features: layer.features.length, datum: meta.fromDatum ?? meta.datum, licence: meta.licence },
    ...{ confidence: meta.confidence, schematic: meta.schematic === true, findings: findings.list(), fault },
  };
}
