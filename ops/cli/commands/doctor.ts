import { examine } from '../../doctor.ts';
import { basePortOf, dataDirOf } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

const MARKS = { ok: '  ok  ', warn: ' warn ', bad: '  BAD ' } as const;

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary: 'check this machine and the running city, and say what is wrong',
  options: {
    port: { type: 'string', value: 'number', summary: 'base port to check when no city runs (8600)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ options, print, json }) {
    const findings = await examine(dataDirOf(options['data-dir']), basePortOf(options.port));
    for (const { name, state, detail } of findings) print(`${MARKS[state]} ${name.padEnd(12)} ${detail}`);
    json({ ok: findings.every((one) => one.state !== 'bad'), findings });
    return findings.some((one) => one.state === 'bad') ? EXIT.no : EXIT.ok;
  },
};
