import { readFileSync } from 'node:fs';

/** Linux shows CPU time in hundredths of a second (USER_HZ), whatever its kernel counts in. */
const MS_PER_TICK = 10;
/** Places of user and system time among the words behind the program's name in /proc/<pid>/stat, proc(5). */
const USER_AT = 11;
const SYSTEM_AT = 12;

/** CPU time that a process has used, all its threads together, in ms; null where the system does not tell. */
export function cpuMsOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(words[USER_AT]) + Number(words[SYSTEM_AT])) * MS_PER_TICK;
  } catch {
    return null;
  }
}
