/**
 * The label layer: plates for alarms, staffs for gauges, names of places. Plain
 * DOM and one SVG over the canvas, laid out only when the camera or the content
 * changed. Invariants: no two plates overlap, at most twelve, an alarm without a
 * plate keeps its glyph on a stem, and the staff of a level I alarm is its stem.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import { captionOf } from './caption.ts';
import { createDrawing } from './drawing.ts';
import { inks, severity, type Theme } from './ink.ts';
import { adoptLabelStyle, captionPlates, themeLabels } from './label-style.ts';
import { bridgesOf, drawPlaceNames, placeNamesOf, riverMiddles, riverName, towerBoxes } from './place-names.ts';
import { type Box, type LabelItem, placeLabels } from './placement.ts';
import { createPlates } from './plates.ts';
import { drawStaff } from './staff.ts';
import { drawStem, type Foot } from './stems.ts';
import type { Picked, SceneAlarm, SceneGauge, ScreenBox } from './types.ts';
import type { View } from './view.ts';

export const platesMax = 12;
const smallStaffsMax = 8;
const smallStaffFarM = 16_000;
/** Alarms that compete for a plate, and glyphs without one. */
const candidatesMax = 32;
const pinsMax = 40;
/** A gauge this near to a level I alarm is its gauge. */
const staffReachM = 400;

export interface Overlay {
  readonly labelCount: number;
  readonly setTheme: (theme: Theme) => void;
  readonly setAlarms: (alarms: readonly SceneAlarm[]) => void;
  readonly setGauges: (gauges: readonly SceneGauge[]) => void;
  readonly setKeepOut: (boxes: readonly ScreenBox[]) => void;
  readonly layout: (view: View) => void;
  /** A plate, a stem or a staff under a pixel; what lies below the labels is not looked at. */
  readonly pick: (x: number, y: number) => Picked | null;
  readonly dispose: () => void;
}

interface Located<T> {
  readonly thing: T;
  readonly xM: number;
  readonly yM: number;
}

const located = <T extends { lonDeg: number; latDeg: number }>(thing: T): Located<T> => ({
  thing,
  ...enuFromLonLat(thing.lonDeg, thing.latDeg),
});

const order = (a: SceneAlarm, b: SceneAlarm): number =>
  severity[a.level] - severity[b.level] || Number(a.state !== 'new') - Number(b.state !== 'new');

export function createOverlay(container: HTMLElement, data: BasemapData, crestWord: string, first: Theme): Overlay {
  const release = adoptLabelStyle();
  container.classList.add('cy-labels');
  const drawing = createDrawing(container);
  const names = placeNamesOf(data);
  const middles = riverMiddles(data);
  const bridges = bridgesOf(data);
  const towersOn = towerBoxes(data);
  const plates = createPlates(container);
  let theme = first;
  let alarms: Located<SceneAlarm>[] = [];
  let gauges: Located<SceneGauge>[] = [];
  let keepOut: readonly ScreenBox[] = [];
  let labelCount = 0;
  const targets: { readonly kind: Picked['kind']; readonly id: string; readonly box: Box }[] = [];

  const em = (): number => Number.parseFloat(getComputedStyle(container).fontSize) || 14;
  themeLabels(container, theme);

  return {
    get labelCount() {
      return labelCount;
    },
    setTheme(next) {
      theme = next;
      themeLabels(container, theme);
    },
    setAlarms(next) {
      alarms = [...next].sort(order).map(located);
    },
    setGauges(next) {
      gauges = next.map(located);
    },
    setKeepOut(boxes) {
      keepOut = boxes;
    },
    layout(view) {
      const ink = inks[theme];
      const size = em();
      captionPlates(container, captionOf(size));
      const parts: string[] = [];
      const soft: Box[] = [];
      const staffOf = new Map<string, number>();
      targets.length = 0;

      const isIn = (p: { x: number; y: number }): boolean =>
        p.x > -size &&
        p.x < view.width + size &&
        p.y > -size &&
        p.y < view.height + size &&
        !keepOut.some((b) => p.x > b.x && p.x < b.x + b.w && p.y > b.y && p.y < b.y + b.h);

      // Staffs first: a level I alarm stands on the staff of its nearest gauge.
      const redOf = redsByGauge(alarms, gauges);
      let small = 0;
      for (const { thing: gauge, xM, yM } of gauges) {
        const red = redOf.get(gauge.id);
        const p = view.project(xM, yM, 0);
        if (!p || !isIn(p)) continue;
        if (!red && (p.depthM > smallStaffFarM || ++small > smallStaffsMax)) continue;
        const look = { x: p.x, y: p.y, em: size, ink, full: red !== undefined, crestWord };
        const staff = drawStaff(gauge, red ? { ...look, pigment: ink.level.red } : look);
        parts.push(staff.svg);
        soft.push(staff.box);
        if (red) staffOf.set(red, staff.topY);
        else targets.push({ kind: 'gauge', id: gauge.id, box: staff.box });
      }

      const rings: Box[] = [];
      const reds: Box[] = [];
      const feet = new Map<string, Foot>();
      const announced: SceneAlarm[] = [];
      let pins = 0;
      for (const { thing: alarm, xM, yM } of alarms) {
        const p = view.project(xM, yM, 0);
        if (!p || !isIn(p)) continue;
        // Level IV is counted, not announced: its glyph on a stem is enough, and not for hundreds.
        if (alarm.level !== 'blue' && announced.length < candidatesMax) announced.push(alarm);
        else if (++pins > pinsMax) continue;
        const topY = staffOf.get(alarm.id) ?? p.y - size * (alarm.level === 'blue' ? 1.1 : 1.7);
        const rim = ringBox(view, xM, yM, alarm.radiusM);
        if (rim) rings.push(rim);
        if (rim && alarm.level === 'red') reds.push(rim);
        feet.set(alarm.id, { x: p.x, y: p.y, topY, alarm });
        soft.push({ x: p.x - size * 0.5, y: topY - size * 0.5, w: size, h: p.y - topY + size });
      }
      plates.refresh(announced, theme, size);
      const items: LabelItem[] = announced.map(({ id }) => {
        const foot = feet.get(id)!;
        return { id, anchorX: foot.x, anchorY: foot.topY, ...plates.sizeOf(id) };
      });
      const river = riverName(middles, bridges, view, size, ink, [...keepOut, ...soft, ...reds]);
      const towers = towersOn(view);
      const bounds = { x: size * 0.4, y: size * 0.4, w: view.width - size * 0.8, h: view.height - size * 0.8 };
      const hard = [...keepOut, ...(river ? [river.box] : [])];
      const placed = placeLabels(items, {
        bounds,
        hard,
        soft,
        backdrop: [...towers, ...rings],
        most: platesMax,
        stepPx: size * 0.8,
      });
      const byId = new Map(placed.map((label) => [label.id, label]));

      for (const [id, foot] of feet) {
        const label = byId.get(id);
        parts.push(drawStem(foot, label, staffOf.has(id), size, theme));
        const stem = { x: foot.x - size * 0.6, y: foot.topY - size * 0.6, w: size * 1.2, h: foot.y - foot.topY + size };
        targets.unshift({ kind: 'alarm', id, box: stem });
        if (label) targets.unshift({ kind: 'alarm', id, box: label });
      }
      plates.show(byId);
      const nameHard = [...hard, ...placed, ...soft, ...towers.filter((t) => t.heightM > 400)];
      const nameSvg = drawPlaceNames(names, view, size, ink, nameHard, towers, 14);
      drawing.show(view, [nameSvg, river?.svg ?? '', ...parts]);
      labelCount = placed.length;
    },
    pick(x, y) {
      const hit = targets.find(
        ({ box }) => x >= box.x - 4 && x <= box.x + box.w + 4 && y >= box.y - 4 && y <= box.y + box.h + 4,
      );
      return hit ? { kind: hit.kind, id: hit.id } : null;
    },
    dispose() {
      drawing.remove();
      plates.dispose();
      container.classList.remove('cy-labels');
      release();
    },
  };
}

/** Each level I that is not cleared takes the gauge nearest to it, within reach: gauge id to alarm id. */
function redsByGauge(
  alarms: readonly Located<SceneAlarm>[],
  gauges: readonly Located<SceneGauge>[],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const { thing: alarm, xM, yM } of alarms) {
    if (alarm.level !== 'red' || alarm.state === 'cleared') continue;
    let nearestM = staffReachM;
    let nearest: string | null = null;
    for (const gauge of gauges) {
      const distanceM = Math.hypot(gauge.xM - xM, gauge.yM - yM);
      if (distanceM >= nearestM || found.has(gauge.thing.id)) continue;
      nearestM = distanceM;
      nearest = gauge.thing.id;
    }
    if (nearest !== null) found.set(nearest, alarm.id);
  }
  return found;
}

/** The box around an alarm's ring on the canvas. */
function ringBox(view: View, xM: number, yM: number, radiusM: number): Box | null {
  const corners = [
    view.project(xM - radiusM, yM, 0),
    view.project(xM + radiusM, yM, 0),
    view.project(xM, yM - radiusM, 0),
    view.project(xM, yM + radiusM, 0),
  ];
  const xs: number[] = [];
  const ys: number[] = [];
  for (const corner of corners) {
    if (!corner) return null;
    xs.push(corner.x);
    ys.push(corner.y);
  }
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}
