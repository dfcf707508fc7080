/**
 * An operator and officers by script, over the ways that the desk and the phones use. They act at once: what is
 * measured is what the system adds to a person, not a person. Officers accept and do no more, so that the water stays
 * that of the sealed truth.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactAnswer } from '@chengyun/console/state/wire.ts';
import { type AlarmView, compareLevels, type Incident } from '@chengyun/contracts';
import { type ConsoleSocket, openConsoleSocket } from '../../console-socket.ts';
import { consoleUrlOf } from '../../installation.ts';
import { type ConsoleClient, signInAt } from '../../rules/console-client.ts';
import type { HopBook } from './hops.ts';

export interface People {
  /** The desk sees an alarm. */
  see(alarm: AlarmView): void;
  readonly counts: { acknowledged: number; dispatched: number; accepted: number; refused: number };
  close(): Promise<void>;
}

export interface PeopleOptions {
  readonly basePort: number;
  readonly dataDir: string;
  readonly timeline: string;
  readonly hops: HopBook;
  readonly nowMs: () => number;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Who is sent out for what: the scheme of the desk, orange and red. */
const DISPATCHED_FROM = 'orange';

/** Account and password of everybody, from the file that the first start wrote; null when it is no longer there. */
export function firstPasswords(dataDir: string): ReadonlyMap<string, string> | null {
  let text: string;
  try {
    text = readFileSync(join(dataDir, 'first-passwords.txt'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const cells = text.split('\n').map((line) => line.split('\t'));
  return new Map(cells.flatMap(([account, , password]) => (account && password ? [[account, password] as const] : [])));
}

export async function openPeople(options: PeopleOptions, passwords: ReadonlyMap<string, string>): Promise<People> {
  const { basePort, timeline, hops, nowMs, signal } = options;
  const url = consoleUrlOf(basePort);
  const enter = (account: string) => signInAt({ url, account, password: passwords.get(account) ?? '', nowMs });
  const counts = { acknowledged: 0, dispatched: 0, accepted: 0, refused: 0 };
  const operator = await enter('operator');
  const names = [...passwords.keys()].filter((account) => account.startsWith('officer'));
  const officers: ConsoleClient[] = [];
  const sockets: ConsoleSocket[] = [];
  const acknowledged = new Set<string>();
  const dispatched = new Set<string>();
  const sentMs = new Map<string, number>();
  /** When a phone had its task. */
  const deliveredMs = new Map<string, number>();
  const taken = new Set<string>();
  const work = new Set<Promise<void>>();
  const act = (one: () => Promise<void>) => {
    const running = one().catch((error: Error) => {
      counts.refused += 1;
      // Said once: the same refusal for every alarm would fill the screen.
      if (counts.refused === 1) options.note(`  an act was refused: ${error.message}`);
    });
    work.add(running);
    void running.finally(() => work.delete(running));
  };
  const say = async (person: ConsoleClient, body: object): Promise<string> => {
    const answer = await person.post<FactAnswer>('/api/facts', { timeline, body });
    if (!answer.ok) throw new Error(answer.message);
    return answer.id;
  };

  async function answer(alarm: AlarmView, seenMs: number): Promise<void> {
    await say(operator, { kind: 'ack', alarm: alarm.id });
    const ackedMs = nowMs();
    counts.acknowledged += 1;
    hops.took('shown_to_acknowledged', ackedMs - seenMs);
    if (compareLevels(alarm.level, DISPATCHED_FROM) < 0 || dispatched.has(alarm.id) || names.length === 0) return;
    dispatched.add(alarm.id);
    const officer = names[dispatched.size % names.length]!;
    const task = await say(operator, { kind: 'dispatch', alarm: alarm.id, officer });
    counts.dispatched += 1;
    // The phone may have its task before the desk has its answer: when either of them heard of it, it was sent.
    const doneMs = Math.min(nowMs(), deliveredMs.get(task) ?? Number.POSITIVE_INFINITY);
    hops.took('acknowledged_to_dispatched', doneMs - ackedMs);
    sentMs.set(task, doneMs);
  }

  async function accept(person: ConsoleClient, task: string, seenMs: number): Promise<void> {
    await say(person, { kind: 'accept', task });
    counts.accepted += 1;
    hops.took('delivered_to_accepted', nowMs() - seenMs);
    const from = sentMs.get(task);
    if (from !== undefined) hops.took('dispatched_to_delivered', Math.max(0, seenMs - from));
  }

  function look(person: ConsoleClient, incidents: readonly Incident[]): void {
    for (const { id, state, officer } of incidents.flatMap(({ tasks }) => tasks)) {
      if (officer !== person.account || state !== 'sent' || taken.has(id)) continue;
      taken.add(id);
      const seenMs = nowMs();
      deliveredMs.set(id, seenMs);
      act(() => accept(person, id, seenMs));
    }
  }

  for (const name of names) {
    const person = await enter(name);
    officers.push(person);
    const socket = await openConsoleSocket({
      ...{ origin: url, cookie: person.cookie(), subscribe: { view: 'field', timeline }, signal },
      onSnapshot: ({ incidents }) => look(person, incidents),
      onDelta: ({ incidents }) => look(person, incidents ?? []),
    });
    sockets.push(socket);
  }
  return {
    counts,
    see: (alarm) => {
      const key = `${alarm.id} ${alarm.level}`;
      if (alarm.state !== 'active-unacknowledged' || alarm.call === null || acknowledged.has(key)) return;
      acknowledged.add(key);
      const seenMs = nowMs();
      act(() => answer(alarm, seenMs));
    },
    close: async () => {
      await Promise.all(work);
      for (const socket of sockets) socket.close();
      for (const person of [operator, ...officers]) await person.close();
    },
  };
}
