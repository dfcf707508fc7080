/**
 * The layers that domains show on the map: what is offered, what is asked for, and what of it is drawn. Nothing here
 * knows a domain: everything is read from the descriptors that the server hands out.
 */
import type { LayerShape, MapLayerView } from '@chengyun/contracts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { LiveState } from '../state/live.ts';
import { STALE_AFTER_MS } from './alarm-look.ts';
import type { CityLayer, CityShape } from './city-scene.ts';
import { fetchLayerShapes, fetchMapLayers } from './server-api.ts';

export interface MapLayers {
  /** Everything that domains describe, in their order. */
  readonly all: ReadonlySignal<readonly MapLayerView[]>;
  /** What can be asked for. */
  readonly offered: ReadonlySignal<readonly MapLayerView[]>;
  /** What is asked for, in the order of the offer. */
  readonly shown: ReadonlySignal<readonly MapLayerView[]>;
  /** What is asked for and has arrived, as the scene draws it. */
  readonly drawn: ReadonlySignal<readonly CityLayer[]>;
  readonly toggle: (id: string) => void;
  /** All layers of a domain and no others; of none with an empty id. */
  readonly showDomain: (domain: string) => void;
  /** The next domain's layers, after the last none. */
  readonly cycle: () => void;
}

export interface MapLayersDeps {
  readonly live: Pick<LiveState, 'assets' | 'series'>;
  readonly nowMs: ReadonlySignal<number>;
  /** Of the console's server by default. Neither rejects. */
  readonly fetchLayers?: () => Promise<readonly MapLayerView[]>;
  readonly fetchShapes?: (id: string) => Promise<readonly LayerShape[]>;
}

/** Whether a station is silent is looked at this often. */
const LOOK_MS = 10_000;

export function createMapLayers(deps: MapLayersDeps): MapLayers {
  const { live, nowMs, fetchLayers = fetchMapLayers, fetchShapes = fetchLayerShapes } = deps;
  const all = signal<readonly MapLayerView[]>([]);
  const wanted = signal<ReadonlySet<string>>(new Set());
  const shapes = signal<ReadonlyMap<string, readonly LayerShape[]>>(new Map());
  const asked = new Set<string>();
  const lookMs = computed(() => Math.floor(nowMs.value / LOOK_MS) * LOOK_MS);
  const offered = computed(() => all.value.filter(({ when }) => when === 'asked'));
  const shown = computed(() => offered.value.filter(({ id }) => wanted.value.has(id)));
  void fetchLayers().then((layers) => {
    all.value = layers;
  });

  const want = (ids: ReadonlySet<string>): void => {
    wanted.value = ids;
    for (const { id, of } of shown.peek()) {
      if (!('role' in of) || asked.has(id)) continue;
      asked.add(id);
      void fetchShapes(id).then((found) => {
        // An empty answer is asked for again with the next wish.
        if (found.length === 0) asked.delete(id);
        shapes.value = new Map(shapes.peek()).set(id, found);
      });
    }
  };
  const showDomain = (domain: string): void => {
    want(new Set(offered.peek().flatMap((layer) => (layer.domain === domain ? [layer.id] : []))));
  };

  const isSilent = (key: string): boolean => {
    const newest = live.series(key).peek();
    return !newest || newest.quality === 'bad' || lookMs.value - newest.at > STALE_AFTER_MS;
  };
  const shapesOf = ({ id, of }: MapLayerView): readonly CityShape[] => {
    if ('role' in of) {
      return (shapes.value.get(id) ?? []).map((shape) => ({ ...shape, isAsset: false, isHollow: false }));
    }
    const { assets: kind, metric } = of;
    return [...live.assets.value.values()]
      .filter((asset) => asset.kind === kind)
      .map((asset) => ({
        id: asset.id,
        path: [asset.lonDeg, asset.latDeg],
        isAsset: true,
        isHollow: metric !== undefined && isSilent(`${asset.id}|${metric}`),
      }));
  };

  return {
    ...{ all, offered, shown, showDomain },
    drawn: computed(() => shown.value.map((layer) => ({ id: layer.id, draw: layer.draw, shapes: shapesOf(layer) }))),
    toggle: (id) => {
      const next = new Set(wanted.peek());
      if (!next.delete(id)) next.add(id);
      want(next);
    },
    cycle: () => {
      const domains = ['', ...new Set(offered.peek().map(({ domain }) => domain))];
      const at = domains.indexOf(shown.peek()[0]?.domain ?? '');
      showDomain(domains[(at + 1) % domains.length] ?? '');
    },
  };
}
