/** What a scripted person does at either surface: states facts, and does each piece of work once. */
import type { FactAnswer } from '@chengyun/console/state/wire.ts';
import type { FactBody } from '@chengyun/contracts';
import type { ConsoleClient } from '../../rules/console-client.ts';

export interface Actor {
  /** Ids of facts that were answered as taken. */
  readonly stated: readonly string[];
  /** Throws what the console answered when it does not take the fact. */
  say(body: FactBody): Promise<void>;
  isBegun(id: string): boolean;
  /** Runs beside what is under way; what fails is told to `onError`. */
  begin(id: string, work: () => Promise<void>): void;
  /** All that was begun has ended. */
  done(): Promise<void>;
}

export interface ActorDeps {
  readonly person: ConsoleClient;
  readonly timeline: string;
  readonly onError: (error: Error) => void;
}

export function createActor({ person, timeline, onError }: ActorDeps): Actor {
  const stated: string[] = [];
  const begun = new Set<string>();
  const underWay = new Set<Promise<void>>();
  return {
    stated,
    async say(body) {
      const answer = await person.post<FactAnswer>('/api/facts', { timeline, body });
      if (!answer.ok) throw new Error(answer.message);
      stated.push(answer.id);
    },
    isBegun: (id) => begun.has(id),
    begin(id, work) {
      begun.add(id);
      const running = work().catch(onError);
      underWay.add(running);
      void running.finally(() => underWay.delete(running));
    },
    async done() {
      await Promise.all(underWay);
    },
  };
}
