/** What things of the map are: their names and how far their layer can be trusted. Asked of the server once, when needed. */
import type { MapFacts } from '@chengyun/basemap/layer-facts.ts';
import type { Asset } from '@chengyun/contracts';
import type { CityThing } from '../ui/city-scene.ts';
import { sayDomain, sayText } from '../ui/say.ts';
import type { DeskServer } from './desk-server.ts';
import { isDeskWordKey, sayDesk } from './words/say-desk.ts';

/** What is said of a thing, in the language of the moment. */
export interface MapName {
  readonly name: () => string;
  /** What sort of thing it is; empty when nobody knows. */
  readonly kind: () => string;
  /** How it was established, and by whom. */
  readonly trust: () => string;
  /** The station that a click opens. */
  readonly station: string | null;
}

export interface MapNames {
  /** Null for an alarm, which has its own plate. */
  readonly of: (thing: CityThing, assets: ReadonlyMap<string, Asset>) => Promise<MapName | null>;
}

const empty = (): string => '';
/** Blocks between the landmarks of a schematic map: `blockPrefix` of the scene. */
const INVENTED = /^block-/;

export function createMapNames(server: Pick<DeskServer, 'get'>): MapNames {
  let asked: Promise<MapFacts | null> | null = null;
  const rows = new Map<string, MapFacts['features'][number]>();

  async function ask(): Promise<MapFacts | null> {
    const answer = await server.get<MapFacts>('/api/basemap/facts');
    if (!answer.ok) {
      asked = null;
      return null;
    }
    for (const row of answer.value.features) rows.set(row.id, row);
    return answer.value;
  }

  return {
    async of({ kind, id }, assets) {
      if (kind === 'alarm') return null;
      if (INVENTED.test(id)) {
        return {
          name: () => sayDesk('map.invented'),
          kind: empty,
          trust: () => sayDesk('map.inventedWhy'),
          station: null,
        };
      }
      const asset = assets.get(id);
      if (asset) {
        return {
          name: () => sayText(asset.name),
          kind: () => sayText(sayDomain(asset.domain)),
          trust: () => (asset.fictional ? sayDesk('map.fictional') : ''),
          station: id,
        };
      }
      asked ??= ask();
      const facts = await asked;
      if (facts === null) return { name: () => sayDesk('map.noFacts'), kind: empty, trust: empty, station: null };
      const row = rows.get(id);
      const layer = facts.layers.find((one) => one.id === row?.layer);
      const [zh, en] = [row?.nameZh || row?.nameEn, row?.nameEn || row?.nameZh];
      return {
        name: () => (zh && en ? sayText({ zh, en }) : sayDesk('map.unnamed')),
        kind: () => sayIfKnown(`role.${row?.role ?? ''}`),
        trust: () =>
          [
            sayIfKnown(`map.${layer?.confidence ?? ''}`),
            layer?.schematic ? sayDesk('map.schematic') : '',
            layer?.source ?? '',
          ]
            .filter((part) => part !== '')
            .join(' · '),
        station: null,
      };
    },
  };
}

const sayIfKnown = (key: string): string => (isDeskWordKey(key) ? sayDesk(key) : '');
