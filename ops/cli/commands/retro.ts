import { runRetro } from '@chengyun/analytics/backtest/retro.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { listRetroAlarms } from '@chengyun/platform/store/retro.ts';
import { openRuleWorld } from '../../backtest/rule-world.ts';
import { cityTime } from '../../backtest/words.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

const LISTED = 50;
const STEP_MS = 60_000;

export const retro: Command = {
  name: 'retro',
  usage: '',
  summary: 'evaluate again what late data touched; lists the alarms that would have been',
  options: {
    list: { type: 'boolean', summary: 'only list what was found before' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ options, print, json }) {
    const found = await withStore(dataDirOf(options['data-dir']), async (store) => {
      const { rules } = (await openRuleWorld(store)).current();
      const request = { rules, stepMs: STEP_MS, nowMs: systemClock.nowMs() };
      const run = options.list === true ? null : await runRetro(store, request);
      return { run, alarms: await listRetroAlarms(store, LISTED) };
    });
    if (found.run) {
      const { spans, readings, alarms } = found.run;
      print(`${readings} late readings in ${spans} series evaluated again: ${alarms.length} alarms would have been`);
    }
    for (const { raisedAt, clearedAt, timeline, rule, asset, level, why, title } of found.alarms) {
      const until = clearedAt === null ? 'open' : cityTime(clearedAt);
      print(`${cityTime(raisedAt)} to ${until}  ${level.padEnd(6)} ${why}  ${timeline}  ${rule} ${asset}  ${title.zh}`);
    }
    if (found.alarms.length === 0) print('no alarm was missed for data that came late');
    json(found);
    return EXIT.ok;
  },
};
