import { AppError } from '@chengyun/platform/service/service.ts';
import { consoleUrlOf, dataDirOf, withStore } from '../../installation.ts';
import { runReplay } from '../../replay/replay.ts';
import { REPLAY_SETS, replaySet } from '../../replay/sets.ts';
import { type Command, EXIT } from '../command.ts';

const PROGRESS_EVERY_STEPS = 200;

export const replay: Command = {
  name: 'replay',
  usage: '<set>',
  summary: `play a recorded set through MQTT into a timeline of its own (${REPLAY_SETS.map((one) => one.name).join(', ')})`,
  options: {
    speed: { type: 'string', value: 'times', summary: 'times real time; as fast as it is acknowledged when left out' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ args, options, print, json, note }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new AppError('USAGE', 'name one set.');
    const speed = options.speed === undefined ? null : Number(options.speed);
    if (speed !== null && !(speed > 0)) throw new AppError('USAGE', '--speed must be a number above 0.');
    const set = replaySet(name);
    const dataDir = dataDirOf(options['data-dir']);
    const stopping = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
    const result = await withStore(dataDir, (store, { basePort }) => {
      const wall = `${consoleUrlOf(basePort)}/wall`;
      note(`  replaying ${set.csv.label}; watch it at ${wall}?timeline=replay:${set.name}-…`);
      return runReplay({
        ...{ store, basePort, dataDir, set, speed },
        signal: stopping.signal,
        onProgress: ({ at, steps, observations }) => {
          if (steps % PROGRESS_EVERY_STEPS === 0) note(`  ${new Date(at).toISOString()}  ${observations} observations`);
        },
      });
    });
    print(`${result.timeline}: ${result.observations} observations in ${result.seconds.toFixed(1)} s`);
    for (const one of result.stations) {
      const alarm = one.alarmAt ? `${one.level} at ${one.alarmAt}, ${one.leadH} h before the peak` : 'no alarm';
      print(`  ${one.name.padEnd(20)} peak ${one.peakM.toFixed(2)} m at ${one.peakAt}   ${alarm}`);
    }
    json(result);
    return EXIT.ok;
  },
};
