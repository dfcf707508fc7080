import { type Asset, AssetSchema } from '@chengyun/contracts';
import { Value } from 'typebox/value';
import { AppError } from '../service/service.ts';
import { announce } from './registry.ts';
import type { Queryable, Store } from './store.ts';

/** Adds assets or replaces those with the same id. Throws AppError ASSET for one that breaks the schema. */
export async function upsertAssets(store: Store, assets: readonly Asset[]): Promise<void> {
  for (const wrong of assets) {
    const [error] = Value.Errors(AssetSchema, wrong);
    if (error === undefined) continue;
    throw new AppError('ASSET', `Asset ${wrong.id} is not valid: ${error.instancePath} ${error.message}.`);
  }
  await store.tx(async (client) => {
    await client.query(
      `INSERT INTO assets (id, body) SELECT * FROM unnest($1::text[], $2::jsonb[])
       ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body`,
      [assets.map(({ id }) => id), assets.map((asset) => JSON.stringify(asset))],
    );
    await announce(client, 'assets');
  });
}

export async function listAssets(client: Queryable): Promise<readonly Asset[]> {
  const { rows } = await client.query<{ body: Asset }>('SELECT body FROM assets ORDER BY id');
  return rows.map(({ body }) => body);
}
