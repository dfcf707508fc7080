/** Sessions, attempts, places and the door of the routes, put together for one console. */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { keepSecret } from '@chengyun/platform/postgres/secrets.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { createDataShares, type DataShares } from '../civic/data-shares.ts';
import type { ConsoleConfig } from '../config.ts';
import { createLoginThrottle, type LoginThrottle } from '../login-throttle.ts';
import { createOidc, type Oidc, readOidcConfig } from '../people/oidc.ts';
import { createSecondFactor, type SecondFactor } from '../people/second-factor.ts';
import { installationBox, type SecretBox } from '../people/secret-box.ts';
import type { Registry } from '../registry.ts';
import { isSameSecret } from '../same-secret.ts';
import { createSessions, type Sessions } from '../sessions.ts';
import type { GuardDeps } from './guard.ts';
import { createPlaces, type Places } from './scope.ts';

export interface ConsoleAccess {
  readonly sessions: Sessions;
  readonly throttle: LoginThrottle;
  readonly secondFactor: SecondFactor;
  readonly places: Places;
  readonly shares: DataShares;
  readonly map: () => BasemapData | null;
  readonly box: () => SecretBox;
  /** Null when no identity provider is set up. */
  readonly oidc: () => Oidc | null;
  readonly guard: GuardDeps;
  readonly originAllowed: GuardDeps['originAllowed'];
  /** Reads what the checks need before the first request. */
  start(): Promise<void>;
  sweep(): Promise<void>;
}

export interface ConsoleAccessDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly basemap: () => Promise<unknown>;
}

export function createConsoleAccess(config: ConsoleConfig, deps: ConsoleAccessDeps): ConsoleAccess {
  const { store, clock, registry } = deps;
  const sessions = createSessions(config, { store, clock });
  const throttle = createLoginThrottle(clock, store);
  let map: BasemapData | null = null;
  let capToken = '';
  let box: SecretBox | null = null;
  const secondFactor = createSecondFactor({ store, clock, box: () => needed(box) });
  const places = createPlaces({ assets: registry.assets, basemap: () => map });

  /** A browser names its origin; it must be ours, else another page could ride on the cookie. */
  const originAllowed: GuardDeps['originAllowed'] = (origin, host) =>
    origin === undefined ||
    origin === config.origin ||
    (host !== undefined && origin.replace(/^https?:\/\//, '') === host);

  const shares = createDataShares({ store, clock });
  let oidc: Oidc | null = null;

  const guard: GuardDeps = {
    ...{ sessions, places, originAllowed, privacy: config.privacy },
    assetOfAlarm: async (id) => {
      const { rows } = await store.query<{ asset: string }>('SELECT asset FROM alarms WHERE id = $1', [id]);
      return rows[0]?.asset ?? null;
    },
    assetsOfDevice: (id) => registry.devices().find((device) => device.id === id)?.assets ?? null,
    bearers: {
      cap: async (token) => isSameSecret(token, capToken),
      share: async (token, request) => {
        request.share = await shares.find(token);
        return request.share !== null;
      },
    },
  };
  return {
    ...{ sessions, throttle, secondFactor, places, guard, originAllowed, shares },
    map: () => map,
    box: () => needed(box),
    oidc: () => oidc,
    async start() {
      // One after the other: all of them write the same file.
      capToken = await keepSecret(config.dataDir, 'capToken');
      box = await installationBox(config.dataDir);
      const found = await readOidcConfig(config.dataDir);
      oidc = found && createOidc(found, store);
      // Districts of places come from the map.
      map = (await deps.basemap()) as BasemapData;
    },
    async sweep() {
      await sessions.sweep();
      await throttle.sweep();
    },
  };
}

function needed<T>(value: T | null): T {
  if (value === null) throw new Error('the console was asked before it had started');
  return value;
}
