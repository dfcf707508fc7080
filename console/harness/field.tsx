/** Development page: the field on made-up data. `?silent=1` for no network, `?as=officer-3` for somebody without a task. */
import type { FactRequest, TimelineKind } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { Field } from '../field/field.tsx';
import { createKeptView } from '../field/kept-view.ts';
import { createPositionSender } from '../field/position-sender.ts';
import { createPushNotices } from '../field/push-notices.ts';
import { browserClock } from '../ui/clock.ts';
import { FIXTURE_NOW_MS, fixtureSnapshot } from '../ui/harness/fixture-snapshot.ts';
import { createFixtureSurface } from '../ui/harness/fixture-surface.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { setLanguage } from '../ui/say.ts';
import { restoreTheme } from '../ui/theme.ts';

const query = new URLSearchParams(location.search);
const account = query.get('as') ?? 'officer-1';
restoreTheme(pageOptionsFrom(location.search).theme, 'paper');
setLanguage(query.get('lang') === 'en' ? 'en' : 'zh');
const startedMs = browserClock.nowMs();
const whole = fixtureSnapshot('field', (query.get('kind') ?? 'live') as TimelineKind, startedMs);
const snapshot = {
  ...whole,
  alarms: whole.alarms.filter((alarm) => alarm.level === 'red' || alarm.level === 'orange'),
  officers: whole.officers.filter((officer) => officer.id === account),
};
const base = createFixtureSurface({ snapshot, silent: query.has('silent') });
const waiting = signal<readonly FactRequest[]>([]);
const surface: typeof base = {
  ...base,
  act: async (body) => {
    const seq = waiting.value.length + 1;
    const fact: FactRequest = { timeline: 'live', epoch: '0000000000000000', seq, at: FIXTURE_NOW_MS, body };
    if (body.kind !== 'seen' && body.kind !== 'delivered') waiting.value = [...waiting.value, fact];
    return { ok: false, queued: true, message: '' };
  },
};
const onDuty = signal(true);
const { view } = createKeptView(
  surface.live,
  account,
  { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
  browserClock,
);
render(
  <Field
    surface={surface}
    account={account}
    name={{ zh: '防汛二队', en: 'Flood crew 2' }}
    view={view}
    waiting={waiting}
    refused={signal([])}
    clock={{ nowMs: () => FIXTURE_NOW_MS + browserClock.nowMs() - startedMs }}
    onDuty={onDuty}
    onDutyChange={(wanted) => {
      onDuty.value = wanted;
    }}
    procedures={signal({})}
    limits={signal({ red: { accepted: 60 } })}
    position={createPositionSender({
      ...{ geolocation: navigator.geolocation, storage: localStorage, nowMs: browserClock.monotonicMs },
      send: async () => undefined,
    })}
    push={createPushNotices({
      ...{ manager: null, askPermission: async () => 'denied' as const },
      ...{ key: async () => '', tell: async () => undefined },
    })}
    onEvidence={() => undefined}
    onSignOut={() => undefined}
  />,
  document.getElementById('app')!,
);
