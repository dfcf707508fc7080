/**
 * The label layer: plates for alarms, staffs for gauges, names of places. Plain
 * DOM and one SVG over the canvas, laid out only when the camera or the content
 * changed. Invariants: no two plates overlap, at most twelve, an alarm without a
 * plate keeps its glyph on a stem, and the staff of a level I alarm is its stem.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import { glyphPaths, glyphSvg, shapes } from './glyph.ts';
import { inks, numerals, severity, type Theme } from './ink.ts';
import { adoptLabelStyle, themeLabels } from './label-style.ts';
import { bridgesOf, drawPlaceNames, placeNamesOf, riverMiddles, riverName, towerBoxes } from './place-names.ts';
import { type Box, type LabelItem, type Placed, placeLabels } from './placement.ts';
import { drawStaff } from './staff.ts';
import type { Picked, SceneAlarm, SceneGauge, ScreenBox } from './types.ts';
import type { View } from './view.ts';

export const platesMax = 12;
const smallStaffsMax = 8;
/** A gauge this near to a level I alarm is its gauge. */
const staffReachM = 400;

export interface Overlay {
  readonly labelCount: number;
  readonly setTheme: (theme: Theme) => void;
  readonly setAlarms: (alarms: readonly SceneAlarm[]) => void;
  readonly setGauges: (gauges: readonly SceneGauge[]) => void;
  readonly setKeepOut: (boxes: readonly ScreenBox[]) => void;
  readonly layout: (view: View) => void;
  readonly pick: (x: number, y: number) => Picked | null;
  readonly dispose: () => void;
}

interface Located<T> {
  readonly thing: T;
  readonly xM: number;
  readonly yM: number;
}

interface Plate {
  readonly element: HTMLElement;
  key: string;
  w: number;
  h: number;
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
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  container.append(svg);
  const names = placeNamesOf(data);
  const middles = riverMiddles(data);
  const bridges = bridgesOf(data);
  const towersOn = towerBoxes(data);
  const plates = new Map<string, Plate>();
  let theme = first;
  let alarms: Located<SceneAlarm>[] = [];
  let gauges: Located<SceneGauge>[] = [];
  let keepOut: readonly ScreenBox[] = [];
  let labelCount = 0;
  const targets: { readonly kind: Picked['kind']; readonly id: string; readonly box: Box }[] = [];

  /** Creates, refreshes and measures plates; removes those of alarms that are gone. */
  const refreshPlates = (): void => {
    const wanted = new Set(alarms.map((a) => a.thing.id));
    for (const [id, plate] of plates) {
      if (wanted.has(id)) continue;
      plate.element.remove();
      plates.delete(id);
    }
    const fontPx = em();
    for (const { thing: alarm } of alarms) {
      const key = [alarm.level, alarm.state, alarm.title, alarm.value, theme, fontPx].join('|');
      let plate = plates.get(alarm.id);
      if (!plate) {
        plate = { element: document.createElement('div'), key: '', w: 0, h: 0 };
        plate.element.className = 'cy-plate';
        plates.set(alarm.id, plate);
        container.append(plate.element);
      }
      if (plate.key === key) continue;
      fillPlate(plate.element, alarm, theme);
      plate.element.hidden = false;
      plate.key = key;
      plate.w = plate.element.offsetWidth;
      plate.h = plate.element.offsetHeight;
    }
  };

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
      refreshPlates();
      const ink = inks[theme];
      const size = em();
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

      // Staffs first: a level I alarm stands on the staff of its gauge.
      let small = 0;
      for (const { thing: gauge, xM, yM } of gauges) {
        const red = alarms.find(
          (a) =>
            a.thing.level === 'red' && a.thing.state !== 'cleared' && Math.hypot(a.xM - xM, a.yM - yM) < staffReachM,
        );
        const p = view.project(xM, yM, 0);
        if (!p || !isIn(p)) continue;
        if (!red && (p.depthM > 16_000 || ++small > smallStaffsMax)) continue;
        const staff = drawStaff(gauge, {
          x: p.x,
          y: p.y,
          em: size,
          ink,
          full: red !== undefined,
          crestWord,
          ...(red ? { pigment: ink.level.red } : {}),
        });
        parts.push(staff.svg);
        soft.push(staff.box);
        targets.push({ kind: 'gauge', id: gauge.id, box: staff.box });
        if (red) staffOf.set(red.thing.id, staff.topY);
      }

      const items: LabelItem[] = [];
      const feet = new Map<string, { x: number; y: number; topY: number; alarm: SceneAlarm }>();
      for (const { thing: alarm, xM, yM } of alarms) {
        const p = view.project(xM, yM, 0);
        if (!p || !isIn(p)) continue;
        const topY = staffOf.get(alarm.id) ?? p.y - size * (alarm.level === 'blue' ? 1.1 : 1.7);
        feet.set(alarm.id, { x: p.x, y: p.y, topY, alarm });
        soft.push({ x: p.x - size * 0.5, y: topY - size * 0.5, w: size, h: p.y - topY + size });
        // Level IV is counted, not announced: its glyph on a stem is enough.
        if (alarm.level === 'blue') continue;
        const plate = plates.get(alarm.id)!;
        items.push({ id: alarm.id, anchorX: p.x, anchorY: topY, w: plate.w, h: plate.h });
      }
      const river = riverName(middles, bridges, view, size, ink, [...keepOut, ...soft]);
      const towers = towersOn(view);
      const bounds = { x: size * 0.4, y: size * 0.4, w: view.width - size * 0.8, h: view.height - size * 0.8 };
      const hard = [...keepOut, ...(river ? [river.box] : [])];
      const placed = placeLabels(items, {
        bounds,
        hard,
        soft,
        backdrop: towers,
        most: platesMax,
        stepPx: size * 0.8,
      });
      const byId = new Map(placed.map((label) => [label.id, label]));

      for (const [id, foot] of feet) {
        const label = byId.get(id);
        parts.push(drawStem(foot, label, staffOf.has(id), size, theme));
        const box = label ?? {
          x: foot.x - size * 0.6,
          y: foot.topY - size * 0.6,
          w: size * 1.2,
          h: foot.y - foot.topY + size,
        };
        targets.unshift({ kind: 'alarm', id, box });
      }
      for (const [id, plate] of plates) {
        const label = byId.get(id);
        plate.element.hidden = label === undefined;
        if (label) plate.element.style.transform = `translate(${Math.round(label.x)}px, ${Math.round(label.y)}px)`;
      }
      const nameHard = [...hard, ...placed, ...soft, ...towers.filter((t) => t.heightM > 400)];
      const nameSvg = drawPlaceNames(names, view, size, ink, nameHard, towers, 14);
      svg.setAttribute('viewBox', `0 0 ${view.width} ${view.height}`);
      svg.innerHTML = nameSvg + (river?.svg ?? '') + parts.join('');
      for (const box of towers) targets.push({ kind: 'landmark', id: box.id, box });
      labelCount = placed.length;
    },
    pick(x, y) {
      const hit = targets.find(
        ({ box }) => x >= box.x - 4 && x <= box.x + box.w + 4 && y >= box.y - 4 && y <= box.y + box.h + 4,
      );
      return hit ? { kind: hit.kind, id: hit.id } : null;
    },
    dispose() {
      svg.remove();
      for (const plate of plates.values()) plate.element.remove();
      plates.clear();
      container.classList.remove('cy-labels');
      release();
    },
  };
}

/** Glyph, numeral, title, value: text goes in as text, never as markup. */
function fillPlate(element: HTMLElement, alarm: SceneAlarm, theme: Theme): void {
  element.dataset.mapAlarmId = alarm.id;
  element.dataset.level = alarm.level;
  element.dataset.state = alarm.state;
  element.dataset.shape = shapes[alarm.level];
  element.innerHTML = glyphSvg({
    level: alarm.level,
    state: alarm.state,
    theme,
    onFill: alarm.level === 'red' && alarm.state === 'new',
  });
  for (const [name, text] of [
    ['numeral', numerals[alarm.level]],
    ['title', alarm.title],
    ['value', alarm.value],
  ] as const) {
    if (text === '') continue;
    const span = document.createElement('span');
    span.className = `cy-${name}`;
    span.textContent = text;
    element.append(span);
  }
}

/** Foot, stem and leader; where no plate found room, the glyph itself stands on the stem. */
function drawStem(
  foot: { x: number; y: number; topY: number; alarm: SceneAlarm },
  label: Placed | undefined,
  onStaff: boolean,
  em: number,
  theme: Theme,
): string {
  const ink = inks[theme];
  const { level, state } = foot.alarm;
  const color = theme === 'paper' && level === 'yellow' ? ink.glyphEdge.yellow : ink.level[level];
  const x = foot.x.toFixed(1);
  const width = Math.max(1.2, em * (level === 'red' ? 0.1 : 0.072)).toFixed(1);
  const stem = onStaff ? '' : `M${x} ${foot.y.toFixed(1)}V${foot.topY.toFixed(1)}`;
  const lead = label ? `M${x} ${foot.topY.toFixed(1)}L${label.leadX.toFixed(1)} ${label.leadY.toFixed(1)}` : '';
  const line = `<path d="${stem}${lead}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
  const dot = onStaff
    ? ''
    : `<circle cx="${x}" cy="${foot.y.toFixed(1)}" r="${(em * 0.11).toFixed(1)}" fill="${color}"/>`;
  if (label) return line + dot;
  const size = em * 0.82;
  const glyph = `<g transform="translate(${(foot.x - size / 2).toFixed(1)} ${(foot.topY - size).toFixed(1)}) scale(${(size / 24).toFixed(3)})">${glyphPaths({ level, state, theme })}</g>`;
  return line + dot + glyph;
}
