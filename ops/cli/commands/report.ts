import { writeFileSync } from 'node:fs';
import { basemapData } from '@chengyun/basemap/build.ts';
import { loadMap } from '@chengyun/basemap/layers.ts';
import { mapFolder } from '@chengyun/basemap/map-config.ts';
import { makeAfterAction } from '@chengyun/console/server/report/after-action.ts';
import { readSlaConfig } from '@chengyun/console/server/sla/sla-config.ts';
import { afterActionDoc } from '@chengyun/console/state/report/after-action-doc.ts';
import { LIVE_TIMELINE, type Timeline } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { reportPage } from '../../report/report-page.ts';
import { reportText } from '../../report/report-text.ts';
import { type Command, EXIT } from '../command.ts';

const LANGUAGES = ['zh', 'en'] as const;

export const report: Command = {
  name: 'report',
  usage: '<incident|day>',
  summary: 'what happened, hop by hop, replayed from the log: an incident by its id, or a day such as 2026-09-11',
  options: {
    timeline: { type: 'string', value: 'id', summary: `the timeline (${LIVE_TIMELINE})` },
    lang: { type: 'string', value: 'zh|en', summary: 'language of the terminal (zh); the file has both' },
    html: { type: 'string', value: 'file', summary: 'write it as one page in both languages' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ args, options, print, json, note }) {
    const [subject, ...more] = args;
    if (subject === undefined || more.length > 0) throw new AppError('USAGE', 'name one incident, or one day.');
    const language = LANGUAGES.find((each) => each === (options.lang ?? 'zh'));
    if (!language) throw new AppError('USAGE', '--lang is zh or en.');
    const dataDir = dataDirOf(options['data-dir']);
    const made = await withStore(dataDir, async (store) => {
      const timeline = await timelineNamed(store, String(options.timeline ?? LIVE_TIMELINE));
      const { units } = basemapData(loadMap(mapFolder(process.env.CHENGYUN_MAP ?? '')));
      const about = { assets: await listAssets(store), units, domains: DOMAINS, sla: await readSlaConfig(dataDir) };
      return makeAfterAction(subject, timeline, { store, ...about });
    });
    print(reportText(afterActionDoc(made, language)));
    if (typeof options.html === 'string') {
      writeFileSync(options.html, reportPage(made));
      note(`  written to ${options.html}`);
    }
    json(made);
    return EXIT.ok;
  },
};

async function timelineNamed(store: Store, id: string): Promise<Timeline> {
  const all = await listTimelines(store);
  const found = all.find((timeline) => timeline.id === id);
  if (found) return found;
  throw new AppError('REPORT', `There is no timeline ${id}; known are ${all.map((one) => one.id).join(', ')}.`);
}
