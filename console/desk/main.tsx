/** The desk's page: who sits here, then the desk. */
import '../ui/no-move-before.ts';
import { render } from 'preact';
import { deskHome } from '../scene/home-views.ts';
import type { Scene } from '../scene/types.ts';
import { createMemoryOutboxStorage } from '../state/outbox.ts';
import { browserClock } from '../ui/clock.ts';
import * as connection from '../ui/live-connection.ts';
import { createLiveSurface } from '../ui/live-surface.ts';
import { goToAccount, goToLogin } from '../ui/login-address.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { restoreLanguage, sayText } from '../ui/say.ts';
import { logout, whoAmI } from '../ui/server-api.ts';
import { restoreTheme } from '../ui/theme.ts';
import { Desk } from './desk.tsx';
import { createDeskServer } from './desk-server.ts';

declare global {
  /** The scene's counters, for the browser tests. */
  var chengyunScene: Scene | null | undefined;
}

const options = pageOptionsFrom(location.search);
restoreTheme(options.theme, 'ink');
restoreLanguage();

const who = await whoAmI().catch(() => null);
if (who?.mustDo) goToAccount('/desk');
else if (who) {
  const surface = createLiveSurface({
    view: 'desk',
    timeline: options.timeline,
    actor: who.account,
    storage: createMemoryOutboxStorage(),
    connection: Promise.resolve(connection),
    onSignedOut: () => goToLogin('/desk'),
  });
  render(
    <Desk
      surface={surface}
      seat={sayText(who.name)}
      home={deskHome}
      buildings={options.buildings}
      server={createDeskServer({ who, nowMs: browserClock.nowMs })}
      clock={browserClock}
      onSignOut={() => void logout(who.csrf).finally(() => goToLogin('/desk'))}
      onScene={(scene) => {
        globalThis.chengyunScene = scene;
      }}
    />,
    document.getElementById('app')!,
  );
} else {
  goToLogin('/desk');
}
