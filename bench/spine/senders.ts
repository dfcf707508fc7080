/** The devices and assets that a benchmark speaks for: a grid of made-up gauges over the city, in the live timeline. */
import { type Asset, LIVE_TIMELINE } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { enrolDevices } from '@chengyun/platform/store/enrol.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { LoadDevice } from '../load/load-plan.ts';

export interface SendersPlan {
  /** Start of every id. */
  readonly prefix: string;
  readonly devices: number;
  readonly assetsPerDevice: number;
  readonly kind: 'rain-gauge' | 'tide-gauge';
}

const WEST_DEG = 121.3;
const SOUTH_DEG = 31.1;
const STEP_DEG = 0.006;
const COLUMNS = 50;
/** Warning lines of a real gauge, far above what the load says: rules are evaluated and stay calm. */
const LINES = { warnBlueM: 4.55, warnYellowM: 4.91, warnOrangeM: 5.1, warnRedM: 5.29, crestM: 6.9 };

export async function enrolSenders(store: Store, plan: SendersPlan): Promise<LoadDevice[]> {
  const senders = Array.from({ length: plan.devices }, (_, device) => ({
    id: `${plan.prefix}-${device}`,
    assets: Array.from({ length: plan.assetsPerDevice }, (_, n) => assetOf(plan, device * plan.assetsPerDevice + n)),
  }));
  await upsertAssets(
    store,
    senders.flatMap(({ assets }) => assets),
  );
  const credentials = await enrolDevices(
    store,
    senders.map(({ id, assets }) => ({
      ...{ id, kind: 'gateway' as const, timeline: LIVE_TIMELINE },
      assets: assets.map((asset) => asset.id),
    })),
    systemClock,
  );
  return credentials.map(({ device, secret }, index) => ({
    device,
    secret,
    assets: senders[index]?.assets.map((asset) => asset.id) ?? [],
  }));
}

function assetOf({ prefix, kind }: SendersPlan, n: number): Asset {
  return {
    id: `${prefix}-gauge-${n}`,
    domain: 'flood',
    kind,
    name: { zh: `测站 ${n}`, en: `Gauge ${n}` },
    lonDeg: WEST_DEG + (n % COLUMNS) * STEP_DEG,
    latDeg: SOUTH_DEG + Math.floor(n / COLUMNS) * STEP_DEG,
    attributes: kind === 'tide-gauge' ? LINES : {},
    datum: 'wusong',
    fictional: true,
  };
}
