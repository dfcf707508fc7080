/** What a dispatcher must hear at once: who calls for help, who does not report, and what nobody is left to answer. Pure. */
import type { Incident, Task } from '@chengyun/contracts';
import { LEVELS } from '@chengyun/contracts/levels.ts';
import { walledHop } from '../state/walled-hop.ts';

/** The first kind stands first. */
const KINDS = ['help', 'check-in', 'wall'] as const;

export interface AttentionLine {
  readonly alarm: string;
  readonly kind: (typeof KINDS)[number];
  /** The team that it is about, null where it is nobody's. */
  readonly officer: string | null;
}

/** People come before what nobody answers, the worst first. */
export function attentionLines(incidents: Iterable<Incident>): readonly AttentionLine[] {
  const worstFirst = [...incidents].sort((a, b) => LEVELS.indexOf(b.peak) - LEVELS.indexOf(a.peak));
  const lines = worstFirst.flatMap((incident): AttentionLine[] => {
    const { alarm, state, mergedInto, tasks } = incident;
    if (state === 'closed' || state === 'resolved' || mergedInto !== null) return [];
    const about = (kind: AttentionLine['kind'], of: readonly Task[]) =>
      of.map(({ officer }) => ({ alarm, kind, officer }));
    return [
      ...about(
        'help',
        tasks.filter((task) => isHelpOpen(task, incident)),
      ),
      ...about(
        'check-in',
        tasks.filter(({ isCheckInMissed }) => isCheckInMissed),
      ),
      ...(walledHop(incident) ? [{ alarm, kind: 'wall' as const, officer: null }] : []),
    ];
  });
  return KINDS.flatMap((kind) => lines.filter((line) => line.kind === kind));
}

/** Nobody was sent to them since, and nobody else wrote what became of it. */
function isHelpOpen({ officer, state, helpAt }: Task, { tasks, notes }: Incident): boolean {
  if (helpAt === null || state === 'done' || state === 'recalled') return false;
  const isSent = tasks.some((other) => other.officer !== officer && (other.times.sent ?? 0) > helpAt);
  return !isSent && !notes.some(({ by, at }) => by !== officer && at > helpAt);
}
