/** A dispatcher by script: sees an alarm, says that it is on the screen, acknowledges, sends whom the desk suggests. */
import type { AlarmView } from '@chengyun/contracts';
import { openConsoleSocket } from '../../console-socket.ts';
import type { ConsoleClient } from '../../rules/console-client.ts';
import { createActor } from './actor.ts';
import type { HumanTimes } from './script.ts';

export interface DeskOptions {
  readonly url: string;
  readonly person: ConsoleClient;
  readonly timeline: string;
  readonly times: (alarm: AlarmView) => HumanTimes;
  readonly wait: (seconds: number) => Promise<void>;
  readonly onError: (error: Error) => void;
  readonly signal: AbortSignal;
}

export interface ScriptedDesk {
  readonly stated: readonly string[];
  close(): Promise<void>;
}

export async function openDesk(options: DeskOptions): Promise<ScriptedDesk> {
  const { url, person, timeline, times, wait, onError, signal } = options;
  const { stated, say, isBegun, begin, done } = createActor({ person, timeline, onError });

  async function answer(alarm: AlarmView): Promise<void> {
    const human = times(alarm);
    await wait(human.ackS);
    await say({ kind: 'ack', alarm: alarm.id });
    await wait(human.dispatchS);
    const query = new URLSearchParams({ timeline, alarm: alarm.id });
    const { officers } = await person.get<{ officers: readonly { id: string }[] }>(`/api/officers?${query}`);
    const first = officers[0]?.id;
    if (first !== undefined) await say({ kind: 'dispatch', alarm: alarm.id, officer: first });
  }

  const see = (alarms: readonly AlarmView[]): void => {
    const fresh = alarms.filter(({ id, state }) => state === 'active-unacknowledged' && !isBegun(id));
    if (fresh.length === 0) return;
    // As the page of the desk does once it has drawn them.
    socket?.socket.emit(
      'shown',
      fresh.map(({ id }) => id),
    );
    for (const alarm of fresh) begin(alarm.id, () => answer(alarm));
  };

  let socket: Awaited<ReturnType<typeof openConsoleSocket>> | null = null;
  socket = await openConsoleSocket({
    ...{ origin: url, cookie: person.cookie(), subscribe: { view: 'desk', timeline }, signal },
    onSnapshot: ({ alarms }) => see(alarms),
    onDelta: ({ alarms }) => see(alarms ?? []),
  });
  return {
    stated,
    async close() {
      await done();
      socket?.close();
      await person.close();
    },
  };
}
