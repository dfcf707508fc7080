import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { appendAudit } from '@chengyun/console/server/audit/audit.ts';
import { isTimelineId } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { addDevice, listDevices, revokeDevice } from '@chengyun/platform/store/devices.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

export const DATA_DIR = { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' } as const;
/** Who acted, in the audit trail. */
export const BY = 'cli';
const KINDS = ['sensor', 'camera', 'gateway', 'conductor'] as const;

export function oneArgument(args: readonly string[], what: string): string {
  const [only, ...more] = args;
  if (only === undefined || more.length > 0) throw new AppError('USAGE', `name exactly one ${what}.`);
  return only;
}

export const deviceAdd: Command = {
  name: 'device add',
  usage: '<id>',
  summary: 'register a sender and write its credentials file (mode 0600)',
  options: {
    asset: { type: 'string', value: 'id[,id]', summary: 'assets that it measures, the first is the default' },
    kind: { type: 'string', value: 'kind', summary: `${KINDS.join(', ')} (sensor)` },
    timeline: { type: 'string', value: 'id', summary: 'live, exercise:<id> or replay:<id> (live)' },
    out: { type: 'string', value: 'file', summary: 'credentials file (<data-dir>/devices/<id>.json)' },
    'data-dir': DATA_DIR,
  },
  async run({ args, options, print, json }) {
    const id = oneArgument(args, 'device id');
    const dataDir = dataDirOf(options['data-dir']);
    const kind = KINDS.find((one) => one === (options.kind ?? 'sensor'));
    if (!kind) throw new AppError('USAGE', `--kind must be one of ${KINDS.join(', ')}, not "${options.kind}".`);
    const timeline = String(options.timeline ?? 'live');
    if (!isTimelineId(timeline)) throw new AppError('USAGE', `"${timeline}" is no timeline.`);
    const assets = String(options.asset ?? '')
      .split(',')
      .filter((one) => one !== '');
    const file = resolve(String(options.out ?? join(dataDir, 'devices', `${id}.json`)));
    await withStore(dataDir, async (store) => {
      const known = new Set((await listAssets(store)).map((asset) => asset.id));
      const unknown = assets.find((asset) => !known.has(asset));
      if (unknown !== undefined) throw new AppError('NO_ASSET', `There is no asset "${unknown}".`);
      if (assets.length === 0) throw new AppError('USAGE', 'name at least one asset with --asset.');
      const credentials = await addDevice(store, { id, kind, timeline, assets }, systemClock);
      await appendAudit(store, { actor: BY, action: 'device.add', subject: id, details: { kind, timeline, assets } });
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, `${JSON.stringify(credentials)}\n`, { mode: 0o600 });
    });
    print(`${id} is registered in ${timeline}; its credentials are in ${file}`);
    json({ device: id, kind, timeline, assets, credentialsFile: file });
    return EXIT.ok;
  },
};

export const deviceList: Command = {
  name: 'device list',
  usage: '',
  summary: 'list the registered senders',
  options: { 'data-dir': DATA_DIR },
  async run({ options, print, json }) {
    const devices = await withStore(dataDirOf(options['data-dir']), (store) => listDevices(store));
    const rows = devices.map(({ id, kind, timeline, assets, revokedAtMs }) => ({
      id,
      kind,
      timeline,
      assets,
      revokedAtMs,
    }));
    const width = Math.max(6, ...rows.map((row) => row.id.length)) + 2;
    print(`${'device'.padEnd(width)}${'kind'.padEnd(11)}${'timeline'.padEnd(24)}assets`);
    for (const row of rows) {
      const state = row.revokedAtMs === null ? '' : '  (revoked)';
      print(`${row.id.padEnd(width)}${row.kind.padEnd(11)}${row.timeline.padEnd(24)}${row.assets.join(', ')}${state}`);
    }
    json(rows);
    return EXIT.ok;
  },
};

export const deviceRevoke: Command = {
  name: 'device revoke',
  usage: '<id>',
  summary: 'refuse this sender from now on',
  options: { 'data-dir': DATA_DIR },
  async run({ args, options, print, json }) {
    const id = oneArgument(args, 'device id');
    await withStore(dataDirOf(options['data-dir']), async (store) => {
      await revokeDevice(store, id, systemClock);
      await appendAudit(store, { actor: BY, action: 'device.revoke', subject: id, details: {} });
    });
    print(`${id} is revoked`);
    json({ device: id, revoked: true });
    return EXIT.ok;
  },
};
