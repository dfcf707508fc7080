import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { migrate as migrateStore } from '@chengyun/platform/store/migrate.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { registerDomains } from '../../launcher/exercise.ts';
import { type Command, EXIT } from '../command.ts';

export const migrate: Command = {
  name: 'migrate',
  usage: '',
  summary: 'bring the schema of CHENGYUN_DATABASE_URL up to date and register the domains',
  options: {},
  async run({ print, json }) {
    const databaseUrl = process.env.CHENGYUN_DATABASE_URL ?? process.env.DATABASE_URL;
    if (!databaseUrl) throw new AppError('CONFIG', 'CHENGYUN_DATABASE_URL is required but not set.');
    const store = await createStore({ databaseUrl, poolMax: 2, clock: systemClock });
    await migrateStore(store);
    await registerDomains(store);
    const flavour = await store.refreshFlavour();
    await store.close();
    print(`the schema is up to date on ${flavour}`);
    json({ ok: true, store: flavour });
    return EXIT.ok;
  },
};
