import { LEVEL_FACTS, LIVE_TIMELINE, type RiskPlace } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { latestAssessment } from '@chengyun/platform/store/assessments.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

const ROWS = 10;

/** The timeline asked for, else the exercise that runs, else life. */
export async function timelineOf(client: Queryable, option: string | boolean | undefined): Promise<string> {
  const timelines = await listTimelines(client);
  if (typeof option === 'string') {
    if (timelines.some(({ id }) => id === option)) return option;
    throw new AppError(
      'USAGE',
      `There is no timeline ${option}; known are ${timelines.map(({ id }) => id).join(', ')}.`,
    );
  }
  const running = timelines.filter(({ kind, endedAtMs }) => kind === 'exercise' && endedAtMs === null);
  return running.at(-1)?.id ?? LIVE_TIMELINE;
}

function line({ id, score, level, hazard, exposure, vulnerability, people, reasons }: RiskPlace): string {
  const word = level === null ? '-' : LEVEL_FACTS[level].zh;
  const product = `${hazard} x ${exposure} x ${vulnerability}`;
  return `${score.toFixed(3)} ${word.padEnd(4, '　')} ${id.padEnd(28)} ${product.padEnd(22)} ${String(people).padStart(7)} 人  ${reasons[0]?.text.zh ?? ''}`;
}

export const risk: Command = {
  name: 'risk',
  usage: '',
  summary: 'risk of places with its reasons, and the response level that it asks for',
  options: {
    timeline: { type: 'string', value: 'id', summary: 'which timeline (the exercise that runs, else live)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ options, print, json }) {
    const found = await withStore(dataDirOf(options['data-dir']), async (store) => {
      const timeline = await timelineOf(store, options.timeline);
      return {
        timeline,
        risk: await latestAssessment(store, timeline, 'risk'),
        response: await latestAssessment(store, timeline, 'response'),
      };
    });
    const { response } = found;
    print(`timeline ${found.timeline}`);
    print(
      response === null
        ? 'response  nothing was ever proposed'
        : `response  proposed ${response.proposed ?? 'none'}, in force ${response.inForce ?? 'none'}` +
            (response.confirmedBy === null ? '' : ` (confirmed by ${response.confirmedBy})`) +
            (response.overdueAt === null
              ? ''
              : `, to be confirmed until ${new Date(response.overdueAt).toISOString()}`),
    );
    for (const { text, weight } of response?.evidence.slice(0, ROWS) ?? []) {
      print(`          ${(weight * 100).toFixed(0).padStart(3)} %  ${text.zh}`);
    }
    for (const [name, places] of Object.entries({
      districts: found.risk?.districts ?? [],
      cells: found.risk?.cells ?? [],
      assets: found.risk?.assets ?? [],
    })) {
      print(`${name}: ${places.length} at risk`);
      for (const place of places.slice(0, ROWS)) print(`  ${line(place)}`);
    }
    json(found);
    return EXIT.ok;
  },
};
