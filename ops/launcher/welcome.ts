import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from './exercise.ts';

/** The last words of starting: where to look and what one will see. */
export function printWelcome(options: { dataDir: string; consoleUrl: string; exercise: Exercise | null }): void {
  const { dataDir, consoleUrl, exercise } = options;
  const key = wallKey(dataDir);
  const lines = [
    '',
    `  Wall   ${consoleUrl}/wall${key ? `?key=${key}` : ''}`,
    `  Desk   ${consoleUrl}/desk    sign in as operator`,
    `  Phone  ${consoleUrl}/field   sign in as officer-1`,
    '',
    `  Passwords are in ${join(dataDir, 'first-passwords.txt')}. Ctrl-C stops everything.`,
    exercise
      ? `  A typhoon comes up the Huangpu (${exercise.timeline.id}): first alarms within a minute, the red within two.`
      : '  No simulated city; devices are added with: npx chengyun device add <id>',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function wallKey(dataDir: string): string | null {
  try {
    const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { wallKey?: string };
    return secrets.wallKey ?? null;
  } catch {
    return null;
  }
}
