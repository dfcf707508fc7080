/** What Ctrl+K finds: verbs and pages of the keymap, alarms of the list, stations. Pure but for the signals it reads. */
import { DESK_KEYS, type DeskKey, type DeskVerb, keyLabel } from '../state/keymap.ts';
import { word } from '../state/words/words.ts';
import type { MapLayers } from '../ui/map-layers.ts';
import { shortTitle } from '../ui/reading.ts';
import { language, say, sayDomain, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import { fuzzyScore } from './fuzzy.ts';

type BoundKey = DeskKey & { readonly verb: DeskVerb };

export interface PaletteHit {
  readonly id: string;
  readonly kind: 'verb' | 'page' | 'alarm' | 'station' | 'layer';
  readonly text: string;
  readonly beside: string;
  /** What it is looked for by: both languages and the id. */
  readonly hay: string;
  readonly run: (model: DeskModel, run: (key: BoundKey) => void) => void;
}

const HITS_MAX = 12;
const ALARM_BONUS = 2;
/** Without a text first what is done most. */
const SHOWN_UNASKED: readonly PaletteHit['kind'][] = ['page', 'verb'];

export function paletteHits(
  { live }: Pick<Surface, 'live'>,
  model: DeskModel,
  layers: MapLayers,
): readonly PaletteHit[] {
  const typed = model.paletteQuery.value.trim();
  const all = [...keyHits(), ...layerHits(layers), ...alarmHits(live), ...stationHits(live)];
  if (typed === '') return all.filter((hit) => SHOWN_UNASKED.includes(hit.kind)).slice(0, HITS_MAX);
  return all
    .flatMap((hit) => {
      const score = fuzzyScore(typed, hit.hay);
      return score === null ? [] : [{ hit, score: score + (hit.kind === 'alarm' ? ALARM_BONUS : 0) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, HITS_MAX)
    .map(({ hit }) => hit);
}

function keyHits(): PaletteHit[] {
  const keys: readonly BoundKey[] = DESK_KEYS;
  const offered = keys.filter(
    (key) =>
      key.verb === 'page' ||
      key.verb === 'domain' ||
      (key.mode === 'list' && !['go', 'palette', 'back'].includes(key.verb)),
  );
  // Pages first: without a text they are what is looked for.
  return [...offered.filter((key) => key.verb === 'page'), ...offered.filter((key) => key.verb !== 'page')].map(
    (key) => ({
      id: `${key.mode}-${key.verb}-${key.keys[0]}`,
      kind: key.verb === 'page' ? 'page' : 'verb',
      text: say(key.word),
      beside: key.mode === 'go' ? `G ${keyLabel(key)}` : keyLabel(key),
      hay: `${word('zh', key.word)} ${word('en', key.word)}`,
      run: (_model, run) => run(key),
    }),
  );
}

function alarmHits(live: Surface['live']): PaletteHit[] {
  return live.alarmList.value.map((alarm) => {
    const place = live.assets.value.get(alarm.asset)?.name;
    const title = shortTitle(alarm.title, place);
    return {
      id: alarm.id,
      kind: 'alarm',
      text: title[language.value],
      beside: place ? sayText(place) : alarm.asset,
      hay: `${alarm.title.zh} ${place?.zh ?? ''} ${alarm.title.en} ${place?.en ?? ''} ${alarm.rule}`,
      run: (model) => {
        model.page.value = 'map';
        model.reveal(alarm.id);
      },
    };
  });
}

/** Layers of the map: chosen once they are shown, once more they are gone. */
function layerHits({ offered, shown, toggle }: MapLayers): PaletteHit[] {
  const ids = new Set(shown.value.map(({ id }) => id));
  return offered.value.map(({ id, domain, name }) => ({
    id,
    kind: 'layer',
    text: sayText(name),
    beside: `${sayText(sayDomain(domain))}${ids.has(id) ? ' ✓' : ''}`,
    hay: `${word('zh', 'layers.shown')} ${name.zh} ${word('en', 'layers.shown')} ${name.en}`,
    run: (model) => {
      model.page.value = 'map';
      toggle(id);
    },
  }));
}

function stationHits(live: Surface['live']): PaletteHit[] {
  return [...live.assets.value.values()].map((asset) => ({
    id: asset.id,
    kind: 'station',
    text: sayText(asset.name),
    beside: asset.id,
    hay: `${asset.name.zh} ${asset.name.en} ${asset.id}`,
    run: (model) => model.openStation(asset.id),
  }));
}
