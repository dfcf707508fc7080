/** The field's page. Opens without a network: who one is, the last task and the outbox are kept in this browser. */
import '../ui/no-move-before.ts';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { browserClock } from '../ui/clock.ts';
import { createLiveSurface } from '../ui/live-surface.ts';
import { goToLogin } from '../ui/login-address.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { restoreLanguage } from '../ui/say.ts';
import { logout, setDuty } from '../ui/server-api.ts';
import { restoreTheme } from '../ui/theme.ts';
import { Field } from './field.tsx';
import { createIdbOutboxStorage } from './idb-outbox.ts';
import { createKeptView } from './kept-view.ts';
import { forgetMe, knownMe } from './known-me.ts';

const PAGE = '/field/index.html';

// The service worker serves what lies under /field/ only: a page at /field would stay without it.
if (location.pathname !== PAGE) location.replace(PAGE + location.search);
else await open();

async function open(): Promise<void> {
  const options = pageOptionsFrom(location.search);
  restoreTheme(options.theme, 'paper');
  restoreLanguage();
  const me = await knownMe(localStorage);
  if (!me) return goToLogin('/field');
  let timeline: string | null = null;
  const surface = createLiveSurface({
    view: 'field',
    timeline: options.timeline,
    actor: me.account,
    storage: createIdbOutboxStorage(me.account),
    rememberedTimeline: () => timeline,
    onSignedOut: () => goToLogin('/field'),
  });
  const { view } = createKeptView(surface.live, me.account, localStorage, browserClock);
  timeline = view.peek()?.timeline.id ?? null;
  const onDuty = signal(true);
  surface.live.officers.subscribe((officers) => {
    const own = officers.find((officer) => officer.id === me.account);
    if (own) onDuty.value = own.onDuty;
  });
  render(
    <Field
      surface={surface}
      account={me.account}
      name={me.name}
      view={view}
      waiting={surface.outbox.waiting}
      refused={surface.outbox.refused}
      clock={browserClock}
      onDuty={onDuty}
      onDutyChange={(wanted) => {
        void setDuty(wanted, me.csrf).then((agreed) => {
          if (agreed) onDuty.value = wanted;
        });
      }}
      onSignOut={() => {
        forgetMe(localStorage);
        void logout(me.csrf).finally(() => goToLogin('/field'));
      }}
    />,
    document.getElementById('app')!,
  );
  await import('./fonts.ts');
  if ('serviceWorker' in navigator) await navigator.serviceWorker.register('/field/sw.js');
}
