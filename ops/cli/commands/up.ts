import { resolve } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { basePortOf, dataDirOf } from '../../installation.ts';
import { up as startInstallation } from '../../launcher/up.ts';
import type { Command } from '../command.ts';

const PACE_MAX = 3_600;

function paceOf(option: string | boolean | undefined): number | null {
  if (typeof option !== 'string') return null;
  const pace = Number(option);
  if (!(pace > 0 && pace <= PACE_MAX)) {
    throw new AppError('CONFIG', `--pace must be a number above 0 and at most ${PACE_MAX}, not "${option}".`);
  }
  return pace;
}

export const up: Command = {
  name: 'up',
  usage: '',
  summary: 'start the centre (and the simulated city) and keep it running',
  options: {
    scenario: { type: 'string', value: 'name', summary: 'what happens in the simulated city (typhoon)' },
    pace: { type: 'string', value: 'times', summary: 'how many times faster than real time it runs (60)' },
    'no-simulators': { type: 'boolean', summary: 'only the centre, without the simulated city' },
    map: { type: 'string', value: 'folder', summary: "the city's own map instead of Pudong, see chengyun basemap" },
    port: { type: 'string', value: 'number', summary: 'base port; the others follow from it (8600)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'where everything is kept (./.chengyun)' },
  },
  async run({ options }) {
    const stopping = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
    await startInstallation(
      {
        basePort: basePortOf(options.port),
        dataDir: dataDirOf(options['data-dir']),
        scenario: options['no-simulators'] === true ? null : String(options.scenario ?? 'typhoon'),
        pace: paceOf(options.pace),
        map: typeof options.map === 'string' ? resolve(options.map) : null,
      },
      stopping.signal,
    );
    return 0;
  },
};
