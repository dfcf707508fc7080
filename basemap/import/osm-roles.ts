import type { Role } from '../manifest.ts';

type Tags = Readonly<Record<string, string>>;

/** What an OSM object is to the city, by its tags (wiki.openstreetmap.org/wiki/Map_features). */
export interface OsmMeaning {
  readonly role: Role;
  readonly kind: string;
  readonly isArea: boolean;
  readonly heightM?: number;
}

const roadKinds: Readonly<Record<string, string>> = {
  motorway: 'expressway',
  motorway_link: 'street',
  trunk: 'expressway',
  trunk_link: 'street',
  primary: 'main',
  secondary: 'main',
  tertiary: 'street',
  unclassified: 'street',
  residential: 'street',
  living_street: 'street',
};
const places: Readonly<Record<string, readonly [Role, string]>> = {
  hospital: ['hospitals', 'hospital'],
  townhall: ['service-halls', 'service-hall'],
  theatre: ['venues', 'culture'],
  arts_centre: ['venues', 'culture'],
};
const greens = new Set([
  'park',
  'garden',
  'grass',
  'recreation_ground',
  'forest',
  'wood',
  'nature_reserve',
  'cemetery',
]);

/** A storey where only their number is known, and a house where nothing is. */
const storeyM = 3.2;
const unknownM = 9;

function heightOf(tags: Tags): number {
  const told = Number.parseFloat(tags.height ?? tags['building:height'] ?? '');
  if (Number.isFinite(told)) return told;
  const storeys = Number.parseFloat(tags['building:levels'] ?? '');
  return Number.isFinite(storeys) ? Math.max(1, storeys) * storeyM : unknownM;
}

/** Null for what the map does not show. */
export function meaningOf(tags: Tags): OsmMeaning | null {
  if (tags.building !== undefined && tags.building !== 'no' && tags.location !== 'underground') {
    return { role: 'buildings', kind: 'building', isArea: true, heightM: heightOf(tags) };
  }
  const road = roadKinds[tags.highway ?? ''];
  if (road !== undefined && tags.area !== 'yes') {
    const under = tags.tunnel !== undefined && tags.tunnel !== 'no';
    return { role: 'roads', kind: under ? 'tunnel' : road, isArea: false };
  }
  const place = places[tags.amenity ?? ''];
  if (place) return { role: place[0], kind: place[1], isArea: false };
  if (tags.leisure === 'stadium') return { role: 'venues', kind: 'sport', isArea: false };
  if (tags.natural === 'water' || tags.waterway === 'riverbank') return { role: 'water', kind: 'lake', isArea: true };
  if (tags.waterway === 'river' || tags.waterway === 'canal' || tags.waterway === 'stream') {
    return { role: 'waterways', kind: 'waterway', isArea: false };
  }
  if (greens.has(tags.leisure ?? '') || greens.has(tags.landuse ?? '') || tags.natural === 'wood') {
    return { role: 'parks', kind: 'park', isArea: true };
  }
  if (tags.railway === 'subway') return { role: 'metro-lines', kind: 'metro-line', isArea: false };
  if (tags.railway === 'station' && tags.station === 'subway') {
    return { role: 'metro-stations', kind: 'metro-station', isArea: false };
  }
  return null;
}
