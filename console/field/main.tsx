/** The field's page. Opens without a network: who one is, the last task and the outbox are kept in this browser. */
import '../ui/no-move-before.ts';
import type { Evidence, Procedure } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { browserClock } from '../ui/clock.ts';
import { createLiveSurface } from '../ui/live-surface.ts';
import { goToAccount, goToLogin } from '../ui/login-address.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { restoreLanguage } from '../ui/say.ts';
import { logout, setDuty } from '../ui/server-api.ts';
import { restoreTheme } from '../ui/theme.ts';
import type { HopLimits } from './accept-time.ts';
import { digestOf } from './blur-photo.ts';
import { Field } from './field.tsx';
import { fetchConnection, fetchFirstView } from './first-view.ts';
import { createIdbBlobs } from './idb-blobs.ts';
import { createIdbOutboxStorage } from './idb-outbox.ts';
import { keptAnswer } from './kept-answer.ts';
import { createKeptView } from './kept-view.ts';
import { forgetMe, knownMe } from './known-me.ts';
import { fetchLateParts } from './late.tsx';
import { createPositionSender, placeSender } from './position-sender.ts';
import { browserPush, createPushNotices } from './push-notices.ts';
import { signOut } from './sign-out.ts';
import { taskFirst } from './task-first.ts';
import { uploadEvidence } from './upload-evidence.ts';

const PAGE = '/field/index.html';
const SIGN_OUT_MS_MAX = 3000;

// The service worker serves what lies under /field/ only: a page at /field would stay without it.
if (location.pathname !== PAGE) location.replace(PAGE + location.search);
else await open();

async function open(): Promise<void> {
  const options = pageOptionsFrom(location.search);
  restoreTheme(options.theme, 'paper');
  restoreLanguage();
  const first = fetchFirstView(options.timeline);
  const connection = first.then(fetchConnection);
  const me = await knownMe(localStorage);
  if (!me) return goToLogin('/field');
  if (me.mustDo) return goToAccount('/field');
  const blobs = createIdbBlobs(me.account);
  let timeline: string | null = null;
  const surface = createLiveSurface({
    view: 'field',
    timeline: options.timeline,
    actor: me.account,
    storage: createIdbOutboxStorage(me.account),
    connection,
    rememberedTimeline: () => timeline,
    onSignedOut: () => goToLogin('/field'),
    beforeDelivery: (fact) => uploadEvidence(fact, blobs, me.csrf),
    later: (live) => taskFirst(live, connection),
  });
  const later = taskFirst(surface.live, connection);
  void first.then((snapshot) => snapshot && surface.live.take(snapshot));
  const procedures = keptAnswer<Procedure>(localStorage, 'chengyun.procedures', '/api/procedures', later);
  const limits = keptAnswer<HopLimits>(localStorage, 'chengyun.sla', '/api/sla', later);
  const onEvidence = async (task: string, media: Evidence['media'], bytes: Blob): Promise<void> => {
    const digest = await digestOf(await bytes.arrayBuffer());
    await blobs.put(digest, bytes);
    await surface.act({ kind: 'evidence', task, media, blob: digest, bytes: bytes.size });
  };
  const position = createPositionSender({
    ...{ geolocation: navigator.geolocation, storage: localStorage, nowMs: browserClock.monotonicMs },
    send: placeSender(me.csrf),
  });
  const push = createPushNotices(browserPush(me.csrf));
  const { view, forget } = createKeptView(surface.live, me.account, localStorage, browserClock);
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
      procedures={procedures}
      limits={limits}
      position={position}
      push={push}
      onEvidence={(task, media, bytes) => void onEvidence(task, media, bytes)}
      onDuty={onDuty}
      onDutyChange={(wanted) => {
        void setDuty(wanted, me.csrf).then((agreed) => {
          if (agreed) onDuty.value = wanted;
        });
      }}
      onSignOut={() => {
        void signOut({
          // A phone that nobody is signed in at is told nothing.
          first: [() => push.turn(false), surface.outbox.flush],
          forget: () => {
            forgetMe(localStorage);
            forget();
          },
          logout: () => logout(me.csrf),
          limit: () => new Promise((resolve) => setTimeout(resolve, SIGN_OUT_MS_MAX)),
        }).then(() => goToLogin('/field'));
      }}
    />,
    document.getElementById('app')!,
  );
  await later;
  await fetchLateParts();
  await import('./fonts.ts');
  if ('serviceWorker' in navigator) await navigator.serviceWorker.register('/field/sw.js');
}
