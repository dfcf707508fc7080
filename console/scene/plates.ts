import { glyphSvg, shapes } from './glyph.ts';
import { numerals, type Theme } from './ink.ts';
import type { Placed } from './placement.ts';
import type { SceneAlarm } from './types.ts';

/** The label plates: one element an alarm. Digits are all of one width, so that a value that moves is not measured again. */
export interface Plates {
  /** Creates, refreshes and measures plates; removes those of alarms that are gone. */
  readonly refresh: (alarms: readonly SceneAlarm[], theme: Theme, fontPx: number) => void;
  readonly sizeOf: (id: string) => { readonly w: number; readonly h: number };
  /** Moves what found a place and hides the rest. */
  readonly show: (placed: ReadonlyMap<string, Placed>) => void;
  readonly dispose: () => void;
}

interface Plate {
  readonly element: HTMLElement;
  key: string;
  w: number;
  h: number;
}

/** Sizes kept; more are forgotten all together. */
const sizesMax = 1_000;

export function createPlates(container: HTMLElement): Plates {
  const plates = new Map<string, Plate>();
  const sizes = new Map<string, { readonly w: number; readonly h: number }>();
  /** What was measured in another font is measured again. */
  const forget = (): void => {
    sizes.clear();
    for (const plate of plates.values()) plate.key = '';
  };
  document.fonts.addEventListener('loadingdone', forget);
  return {
    refresh(alarms, theme, fontPx) {
      const wanted = new Set(alarms.map((alarm) => alarm.id));
      for (const [id, plate] of plates) {
        if (wanted.has(id)) continue;
        plate.element.remove();
        plates.delete(id);
      }
      const fresh: (readonly [Plate, string])[] = [];
      for (const alarm of alarms) {
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
        const like = [alarm.level, alarm.title, alarm.value, fontPx].join('|').replace(/\d/g, '0');
        const size = sizes.get(like);
        if (size) Object.assign(plate, size);
        else fresh.push([plate, like]);
      }
      if (sizes.size > sizesMax) sizes.clear();
      // Written first, measured after: one layout for all.
      for (const [plate, like] of fresh) {
        plate.w = plate.element.offsetWidth;
        plate.h = plate.element.offsetHeight;
        sizes.set(like, { w: plate.w, h: plate.h });
      }
    },
    sizeOf: (id) => ({ w: plates.get(id)?.w ?? 0, h: plates.get(id)?.h ?? 0 }),
    show(placed) {
      for (const [id, { element }] of plates) {
        const label = placed.get(id);
        element.hidden = label === undefined;
        if (label) element.style.transform = `translate(${Math.round(label.x)}px, ${Math.round(label.y)}px)`;
      }
    },
    dispose() {
      document.fonts.removeEventListener('loadingdone', forget);
      for (const plate of plates.values()) plate.element.remove();
      plates.clear();
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
