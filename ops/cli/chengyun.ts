#!/usr/bin/env node
/** The `chengyun` command: finds the command, reads its options, turns errors into one sentence and an exit code. */
import { parseArgs } from 'node:util';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Command, type CommandContext, EXIT, parseConfigOf } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { helpOf, helpOfCommand } from './help.ts';

function findCommand(words: readonly string[]): { command: Command; rest: string[] } | null {
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(' ');
    const command = COMMANDS.find((one) => one.name === name);
    if (command && words.length >= count) return { command, rest: words.slice(count) };
  }
  return null;
}

async function main(words: readonly string[]): Promise<number> {
  if (words.length === 0 || words[0] === 'help' || words[0] === '--help' || words[0] === '-h') {
    process.stdout.write(helpOf(COMMANDS));
    return EXIT.ok;
  }
  const found = findCommand(words);
  if (found === null) {
    const near = COMMANDS.filter((one) => one.name.startsWith(words[0] ?? '')).map((one) => one.name);
    const advice = near.length > 0 ? `; did you mean: ${near.join(', ')}?` : '; npx chengyun help lists them';
    process.stderr.write(`chengyun: there is no command "${words.slice(0, 2).join(' ')}"${advice}\n`);
    return EXIT.usage;
  }
  const { command, rest } = found;
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: rest, ...parseConfigOf(command) });
  } catch (error) {
    const sentence = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    process.stderr.write(`chengyun ${command.name}: ${sentence}; see npx chengyun ${command.name} --help\n`);
    return EXIT.usage;
  }
  if (parsed.values.help === true) {
    process.stdout.write(helpOfCommand(command));
    return EXIT.ok;
  }
  const asJson = parsed.values.json === true;
  const context: CommandContext = {
    args: parsed.positionals,
    options: parsed.values as CommandContext['options'],
    print: (text) => void (asJson || process.stdout.write(`${text}\n`)),
    json: (value) => void (asJson && process.stdout.write(`${JSON.stringify(value)}\n`)),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
  return command.run(context);
}

// A reader that went away (`chengyun ... | head`) is no error.
process.stdout.on('error', () => process.exit(EXIT.ok));
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isExpected = error instanceof AppError;
    process.stderr.write(
      `chengyun: ${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(isExpected ? EXIT.failed : 70);
  },
);
