import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import { Group } from 'three';
import { severity } from './ink.ts';
import { createInkLines } from './ink-lines.ts';
import { ranks } from './pickable.ts';
import { createPigmentWash } from './pigment-wash.ts';
import { type SharedUniforms, zonesMax } from './shared-uniforms.ts';
import type { Stroke } from './stroke.ts';
import type { Picked, SceneAlarm } from './types.ts';

/**
 * Alarms on the ground: a ring of the real impact radius in metres, a filled
 * disc under level I, and one ring that expands every two seconds while a level
 * I is unacknowledged. Rings lie on the ground, on a bed of ground colour, and
 * are painted before the solids: buildings stand on them, never under them.
 */
export interface AlarmMarks {
  readonly group: Group;
  readonly ringCount: number;
  /** True while an unacknowledged level I asks for the pulse. */
  readonly pulses: boolean;
  readonly set: (alarms: readonly SceneAlarm[]) => void;
  /** The smallest alarm area that holds a point of the ground. */
  readonly areaAt: (ground: { readonly xM: number; readonly yM: number }) => string | null;
  /** 0…1 through one expansion, or a negative number for no ring. */
  readonly pulse: (t: number) => void;
  readonly dispose: () => void;
}

/** More alarms than this are drawn by their glyph only; the list holds them all. */
export const ringsMax = 160;
const corners = 72;
const pulsesMax = 4;

const discPaint = /* glsl */ `
  // Twenty-eight hundredths, a little stronger towards the rim, as a wash dries.
  float rim = smoothstep(0.55, 1.0, vLook.y);
  gl_FragColor = vec4(mix(pigment, uMist, mistAt(vWorld) * 0.25), 0.28 + 0.1 * rim);
`;

const blank: Stroke = { widthPx: 0, tone: 'faint', opacity: 0 };

const strokeOf = (alarm: SceneAlarm): Stroke => ({
  widthPx: alarm.level === 'red' ? 4.5 : alarm.state === 'cleared' ? 1.5 : 3,
  tone: alarm.level,
});

/** What a ring lies on, so that it is as clear over water as over land. */
const bedOf = (stroke: Stroke): Stroke => ({ widthPx: stroke.widthPx + 3, tone: 'bed', opacity: 0.55 });

export function createAlarmMarks(shared: SharedUniforms): AlarmMarks {
  const capacity = ringsMax * corners;
  const bed = createInkLines(shared, { capacity, renderOrder: 3, depthTest: false });
  const areas: { id: string; xM: number; yM: number; radiusM: number }[] = [];
  const things = {
    rank: ranks.alarm,
    count: () => areas.length,
    thing: (i: number): Picked | null => (areas[i] ? { kind: 'alarm', id: areas[i].id } : null),
  };
  const rings = createInkLines(shared, { capacity, renderOrder: 4, depthTest: false, things });
  const swell = createInkLines(shared, { capacity: pulsesMax * corners, renderOrder: 5, depthTest: false });
  const disc = createDisc(shared);
  const group = new Group();
  group.add(disc.mesh, bed.mesh, rings.mesh, swell.mesh);

  const cos = Array.from({ length: corners + 1 }, (_, i) => Math.cos((i / corners) * 2 * Math.PI));
  const sin = Array.from({ length: corners + 1 }, (_, i) => Math.sin((i / corners) * 2 * Math.PI));
  const circle = (lines: typeof rings, from: number, x: number, y: number, z: number, r: number): void => {
    for (let i = 0; i < corners; i++) {
      lines.setSegment(from + i, x + r * cos[i]!, y + r * sin[i]!, z, x + r * cos[i + 1]!, y + r * sin[i + 1]!, z);
    }
  };

  let ringCount = 0;
  const reds: { x: number; y: number; radiusM: number }[] = [];

  return {
    group,
    get ringCount() {
      return ringCount;
    },
    get pulses() {
      return reds.length > 0;
    },
    set(alarms) {
      const shown = [...alarms].sort((a, b) => severity[a.level] - severity[b.level]).slice(0, ringsMax);
      reds.length = 0;
      areas.length = 0;
      for (const zone of shared.uZone.value) zone.set(0, 0, 0, -1);
      disc.begin();
      for (const [i, alarm] of shown.entries()) {
        const { xM, yM } = enuFromLonLat(alarm.lonDeg, alarm.latDeg);
        const stroke = strokeOf(alarm);
        areas.push({ id: alarm.id, xM, yM, radiusM: alarm.radiusM });
        circle(rings, i * corners, xM, yM, 0, alarm.radiusM);
        circle(bed, i * corners, xM, yM, 0, alarm.radiusM);
        for (let k = 0; k < corners; k++) {
          // Stale: every other piece of the ring is missing.
          rings.setThing(i * corners + k, i);
          rings.setStroke(i * corners + k, alarm.state === 'stale' && k % 4 > 1 ? blank : stroke);
          bed.setStroke(i * corners + k, bedOf(stroke));
        }
        if (i < zonesMax && alarm.state !== 'cleared')
          shared.uZone.value[i]!.set(xM, yM, alarm.radiusM, severity[alarm.level]);
        if (alarm.level !== 'red') continue;
        disc.add(xM, yM, alarm.radiusM, severity.red);
        if (alarm.state === 'new' && reds.length < pulsesMax) reds.push({ x: xM, y: yM, radiusM: alarm.radiusM });
      }
      disc.end();
      ringCount = shown.length;
      for (const lines of [rings, bed]) {
        lines.setCount(ringCount * corners);
        lines.commit();
      }
      if (reds.length === 0) swell.setCount(0);
    },
    areaAt({ xM, yM }) {
      const hit = areas
        .filter((area) => Math.hypot(area.xM - xM, area.yM - yM) <= area.radiusM)
        .sort((a, b) => a.radiusM - b.radiusM)[0];
      return hit?.id ?? null;
    },
    pulse(t) {
      if (t < 0 || reds.length === 0) {
        swell.setCount(0);
        return;
      }
      for (const [i, red] of reds.entries()) {
        circle(swell, i * corners, red.x, red.y, 0, red.radiusM * (1 + 0.55 * t));
        swellStroke.opacity = 0.9 * (1 - t);
        for (let k = 0; k < corners; k++) swell.setStroke(i * corners + k, swellStroke);
      }
      swell.setCount(reds.length * corners);
      swell.commit();
    },
    dispose() {
      for (const thing of [rings, bed, swell, disc]) thing.dispose();
    },
  };
}

const swellStroke = { widthPx: 3, tone: 'red', opacity: 1 } as const satisfies Stroke as {
  widthPx: number;
  tone: 'red';
  opacity: number;
};

const discsMax = 24;
const slices = 48;

/** Filled discs, rebuilt only when alarms change. */
function createDisc(shared: SharedUniforms) {
  const wash = createPigmentWash(shared, { trianglesMax: discsMax * slices, renderOrder: 2, paint: discPaint });
  return {
    ...wash,
    add(x: number, y: number, radiusM: number, level: number) {
      for (let i = 0; i < slices; i++) {
        const a = (i / slices) * 2 * Math.PI;
        const b = ((i + 1) / slices) * 2 * Math.PI;
        const [ax, ay] = [x + radiusM * Math.cos(a), y + radiusM * Math.sin(a)];
        wash.fan(level, x, y, ax, ay, x + radiusM * Math.cos(b), y + radiusM * Math.sin(b));
      }
    },
  };
}
