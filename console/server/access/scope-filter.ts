/**
 * Leaves out of an answer what lies outside of an account's limits. Things of the city say where they belong: `asset`,
 * `assets` or, for the list of domains, `domain`. What says nothing belongs to no place and stays.
 */
import type { Delta, Snapshot } from '@chengyun/contracts';
import { isLimited, type Places, type Scope } from './scope.ts';

/** Of JSON-like values; arrays lose the elements that lie outside, at every depth. */
export function withoutForeign(value: unknown, scope: Scope, places: Places): unknown {
  if (Array.isArray(value)) {
    return value.filter((one) => isInside(one, scope, places)).map((one) => withoutForeign(one, scope, places));
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutForeign(part, scope, places)]));
}

function isInside(value: unknown, scope: Scope, places: Places): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const { asset, assets } = value as { asset?: unknown; assets?: unknown };
  if (typeof asset === 'string') return places.sees(scope, asset);
  if (Array.isArray(assets) && assets.length > 0) {
    return assets.every((one) => typeof one !== 'string' || places.sees(scope, one));
  }
  return true;
}

type Parts = Partial<Pick<Snapshot, 'alarms' | 'incidents' | 'series' | 'assets' | 'vitals'>>;

function insideParts(parts: Parts, scope: Scope, places: Places): Parts {
  const inside = <Item extends { readonly asset: string }>(items: readonly Item[]) =>
    items.filter(({ asset }) => places.sees(scope, asset));
  const { alarms, incidents, series, assets, vitals } = parts;
  const { districts, domains } = scope;
  return {
    ...(alarms && { alarms: inside(alarms) }),
    ...(incidents && { incidents: inside(incidents) }),
    ...(series && { series: inside(series) }),
    ...(assets && { assets: assets.filter(({ id }) => places.sees(scope, id)) }),
    // A vital sign is one of the whole city; its id begins with its domain.
    ...(vitals && {
      vitals: districts ? [] : vitals.filter(({ id }) => domains?.includes(id.split('.')[0] ?? '') ?? true),
    }),
  };
}

/**
 * Live state as a limited account may see it. What counts the whole city (strip, risk) is left out: it would tell of
 * places outside.
 */
export function limitedSnapshot(snapshot: Snapshot, scope: Scope, places: Places): Snapshot {
  if (!isLimited(scope)) return snapshot;
  return { ...snapshot, ...insideParts(snapshot, scope, places), strip: [], risk: null };
}

/** The same for what changed. */
export function limitedDelta<T extends Omit<Delta, 'epoch' | 'n'>>(parts: T, scope: Scope, places: Places): T {
  if (!isLimited(scope)) return parts;
  const { strip: _strip, risk: _risk, ...rest } = parts;
  return { ...rest, ...insideParts(parts, scope, places) } as T;
}
