import { listQuarantine } from '@chengyun/ingest';
import { AppError } from '@chengyun/platform/service/service.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

const ROWS_MAX = 1_000;

export const quarantine: Command = {
  name: 'quarantine',
  usage: '',
  summary: 'list the newest rejected messages and why',
  options: {
    limit: { type: 'string', value: 'number', summary: 'how many (20)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ options, print, json }) {
    const limit = Number(options.limit ?? 20);
    if (!Number.isInteger(limit) || limit < 1 || limit > ROWS_MAX) {
      throw new AppError('USAGE', `--limit must be a whole number from 1 to ${ROWS_MAX}.`);
    }
    const list = await withStore(dataDirOf(options['data-dir']), (store) => listQuarantine(store, { limit }));
    for (const [reason, count] of Object.entries(list.counts)) print(`${String(count).padStart(8)}  ${reason}`);
    for (const row of list.rows) {
      print(`${row.at.toISOString()}  ${row.reason.padEnd(15)} ${row.device.padEnd(24)} ${row.detail}`);
    }
    if (list.rows.length === 0) print('nothing is in quarantine');
    json(list);
    return EXIT.ok;
  },
};
