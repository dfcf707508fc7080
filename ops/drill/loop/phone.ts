/** A crew with a phone: the socket and the facts of the field's page, at the pace of a script. */
import type { Incident } from '@chengyun/contracts';
import { type ConsoleSocket, openConsoleSocket } from '../../console-socket.ts';
import type { ConsoleClient } from '../../rules/console-client.ts';
import { createActor } from './actor.ts';
import type { HumanTimes } from './script.ts';

export interface PhoneOptions {
  readonly url: string;
  readonly person: ConsoleClient;
  readonly timeline: string;
  /** What the crew takes for an incident. */
  readonly times: (incident: Incident) => HumanTimes;
  /** Resolves after so many seconds of the exercise. */
  readonly wait: (seconds: number) => Promise<void>;
  /** Told when the work is done, so that the simulated pump runs again. */
  readonly onDone: (incident: Incident) => Promise<void>;
  readonly onError: (error: Error) => void;
  readonly signal: AbortSignal;
}

export interface Phone {
  /** Ids of facts that were answered as taken. */
  readonly stated: readonly string[];
  close(): Promise<void>;
}

export async function openPhone(options: PhoneOptions): Promise<Phone> {
  const { url, person, timeline, times, wait, onDone, onError, signal } = options;
  const { stated, say, isBegun, begin, done } = createActor({ person, timeline, onError });

  async function handle(incident: Incident, task: string): Promise<void> {
    const human = times(incident);
    await say({ kind: 'delivered', task });
    await wait(human.seenS);
    await say({ kind: 'seen', task });
    await wait(human.acceptS);
    await say({ kind: 'accept', task });
    await wait(human.travelS);
    await say({ kind: 'arrive', task });
    await wait(human.workS);
    await say({ kind: 'done', task, note: '保险更换，水泵已运行 Fuse replaced, pump runs' });
    await onDone(incident);
  }

  const look = (incidents: readonly Incident[]): void => {
    for (const incident of incidents) {
      if (incident.mergedInto !== null) continue;
      for (const task of incident.tasks) {
        if (task.officer !== person.account || task.state !== 'sent' || isBegun(task.id)) continue;
        begin(task.id, () => handle(incident, task.id));
      }
    }
  };

  const socket: ConsoleSocket = await openConsoleSocket({
    ...{ origin: url, cookie: person.cookie(), subscribe: { view: 'field', timeline }, signal },
    onSnapshot: ({ incidents }) => look(incidents),
    onDelta: ({ incidents }) => look(incidents ?? []),
  });
  return {
    stated,
    async close() {
      await done();
      socket.close();
      await person.close();
    },
  };
}
