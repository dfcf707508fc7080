/** Reads `schedules.yaml` of each domain that has one. */
import { readFileSync } from 'node:fs';
import type { Domain } from '@chengyun/contracts';
import { RuleError } from './rule-error.ts';
import { createSchedule, type Schedule, SchedulesSchema } from './schedule.ts';
import { readYaml } from './yaml-source.ts';

const FILE = 'schedules.yaml';

export function loadSchedules(domains: readonly Domain[]): {
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly problems: readonly RuleError[];
} {
  const schedules = new Map<string, Schedule>();
  const problems: RuleError[] = [];
  for (const domain of domains) {
    let text: string;
    try {
      text = readFileSync(new URL(FILE, domain.folderUrl), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    try {
      for (const schedule of schedulesFrom(`domains/${domain.id}/${FILE}`, text)) {
        if (schedules.has(schedule.id)) {
          throw new RuleError(
            { file: `domains/${domain.id}/${FILE}`, line: 1, column: 1 },
            `schedule ${schedule.id} is defined twice`,
          );
        }
        schedules.set(schedule.id, schedule);
      }
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(error);
    }
  }
  return { schedules, problems };
}

/** Throws a RuleError with its place for what is not a schedule or names no time zone. */
export function schedulesFrom(file: string, text: string): readonly Schedule[] {
  const source = readYaml(file, text, SchedulesSchema);
  return source.value.schedules.map((definition, i) => {
    try {
      return createSchedule(definition);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const place = source.placeOf(['schedules', i, 'timeZone']);
      throw new RuleError(place, `unknown time zone ${definition.timeZone}`);
    }
  });
}
