/** The officer's page: one task, what is red around, and oneself. One thumb, any light, any network. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { isActive } from '../ui/alarm-look.ts';
import { say, sayOther } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { TimelineBadge } from '../ui/timeline-badge.tsx';
import { OfflineBanner, RedBanner } from './banners.tsx';
import type { FieldView } from './kept-view.ts';
import { Late } from './late.tsx';
import type { MeTabProps } from './me-tab.tsx';
import { createReceipts } from './receipts.ts';
import { ownTasks } from './task-progress.ts';
import { TaskTab, type TaskTabProps } from './task-tab.tsx';

export interface FieldProps extends MeTabProps, Pick<TaskTabProps, 'onEvidence' | 'position'> {
  readonly procedures: ReadonlySignal<TaskTabProps['procedures']>;
  readonly limits: ReadonlySignal<TaskTabProps['limits']>;
  readonly surface: Surface;
  readonly account: string;
  readonly view: ReadonlySignal<FieldView | null>;
  readonly clock: { readonly nowMs: () => number };
}

const TABS = ['task', 'nearby', 'me'] as const;
type Tab = (typeof TABS)[number];
const TAB_WORDS = { task: 'list.tasks', nearby: 'list.nearby', me: 'list.me' } as const;

export function Field(props: FieldProps) {
  const { surface, account, clock } = props;
  const [tab, setTab] = useState<Tab>('task');
  const receipts = useMemo(() => createReceipts((body) => void surface.act(body)), [surface]);
  const view = props.view.value;
  const alarms = (view?.alarms ?? []).filter((alarm) => isActive(alarm.state));
  const tasks = ownTasks(view?.incidents ?? [], account);
  const own = new Set(tasks.map(({ incident }) => incident.alarm));
  const reds = alarms.filter((alarm) => alarm.level === 'red' && !own.has(alarm.id));
  const [worst] = reds;
  const places = new Map((view?.assets ?? []).map((asset) => [asset.id, asset]));
  const offline = surface.live.connection.value === 'offline';
  // Read so that the page is drawn again each second: ages and the time to accept.
  const nowMs = surface.nowMs.value || (view?.timeline.nowMs ?? 0);

  useEffect(() => receipts.note(tasks, tab === 'task' && document.visibilityState === 'visible'));
  useEffect(() => props.position.note({ tasks, waiting: props.waiting.value, onDuty: props.onDuty.value }));

  return (
    <div class="field" data-kind={view?.timeline.kind ?? 'none'}>
      <header class="field-header" data-red={reds.length > 0}>
        {view && <TimelineBadge timeline={view.timeline} connection={surface.live.connection.value} />}
        {worst ? (
          <RedBanner
            alarm={worst}
            more={reds.length - 1}
            place={places.get(worst.asset)?.name}
            onOpen={() => setTab('nearby')}
          />
        ) : (
          <span>{say(props.onDuty.value ? 'duty.on' : 'duty.off')}</span>
        )}
      </header>
      {offline && (
        <OfflineBanner waiting={props.waiting.value.length} ageMs={view ? clock.nowMs() - view.trueAtMs : null} />
      )}
      <main class="field-main" aria-label={say(TAB_WORDS[tab])}>
        {tab === 'task' && (
          <TaskTab
            surface={surface}
            view={view}
            tasks={tasks}
            places={places}
            nowMs={nowMs}
            wallMs={clock.nowMs()}
            waiting={props.waiting.value}
            procedures={props.procedures.value}
            limits={props.limits.value}
            position={props.position}
            onEvidence={props.onEvidence}
          />
        )}
        {tab === 'nearby' && (
          <Late>
            {({ NearbyTab }) => (
              <NearbyTab
                {...{ alarms, places, nowMs }}
                from={props.position.place.value ?? tasks[0]?.incident ?? null}
              />
            )}
          </Late>
        )}
        {tab === 'me' && <Late>{({ MeTab }) => <MeTab {...props} />}</Late>}
      </main>
      <nav class="field-tabs" aria-label={say('app.field')}>
        {TABS.map((name) => (
          <button type="button" key={name} aria-current={tab === name ? 'page' : 'false'} onClick={() => setTab(name)}>
            {say(TAB_WORDS[name])}
            <span>{sayOther(TAB_WORDS[name])}</span>
          </button>
        ))}
      </nav>
    </div>
  );
}
