import type { Command } from './command.ts';

export function helpOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => `${command.name} ${command.usage}`.length)) + 2;
  const lines = commands.map((command) => `  ${`${command.name} ${command.usage}`.padEnd(width)}${command.summary}`);
  return [
    'Chengyun 城运: a city operations centre',
    '',
    'Usage: npx chengyun <command> [options]',
    '',
    ...lines,
    '',
    'Every command knows --help; most know --json. Exit codes: 0 fine, 1 the answer is no,',
    '2 it could not be done (one sentence says why), 64 wrong usage.',
    '',
  ].join('\n');
}

export function helpOfCommand(command: Command): string {
  const options = Object.entries({
    ...command.options,
    json: { type: 'boolean' as const, summary: 'one JSON object on stdout', value: undefined },
  });
  const names = options.map(([name, option]) => `--${name}${option.value ? ` <${option.value}>` : ''}`);
  const width = Math.max(...names.map((name) => name.length)) + 2;
  return [
    `npx chengyun ${command.name} ${command.usage}`.trim(),
    '',
    `  ${command.summary}`,
    '',
    ...options.map(([, option], index) => `  ${(names[index] ?? '').padEnd(width)}${option.summary}`),
    '',
  ].join('\n');
}
