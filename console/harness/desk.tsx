/** Development page: the desk on made-up data. */
import type { Role, TimelineKind } from '@chengyun/contracts';
import { render } from 'preact';
import { Desk } from '../desk/desk.tsx';
import { createDeskServer } from '../desk/desk-server.ts';
import { deskHome } from '../scene/home-views.ts';
import { browserClock } from '../ui/clock.ts';
import { FIXTURE_NOW_MS, fixtureSnapshot } from '../ui/harness/fixture-snapshot.ts';
import { createFixtureSurface } from '../ui/harness/fixture-surface.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { setLanguage } from '../ui/say.ts';
import { restoreTheme } from '../ui/theme.ts';

const query = new URLSearchParams(location.search);
const options = pageOptionsFrom(location.search);
restoreTheme(options.theme, 'ink');
setLanguage(query.get('lang') === 'en' ? 'en' : 'zh');
const startedMs = browserClock.nowMs();
const snapshot = fixtureSnapshot('desk', (query.get('kind') ?? 'live') as TimelineKind, startedMs);
render(
  <Desk
    surface={createFixtureSurface({ snapshot, silent: query.has('silent') })}
    seat="值班员"
    home={deskHome}
    buildings={options.buildings}
    server={createDeskServer({
      who: {
        account: query.get('role') ?? 'operator',
        role: (query.get('role') ?? 'operator') as Role,
        name: { zh: '值班员', en: 'Duty operator' },
        csrf: '',
      },
      nowMs: browserClock.nowMs,
    })}
    clock={{ ...browserClock, nowMs: () => FIXTURE_NOW_MS + browserClock.nowMs() - startedMs }}
    onSignOut={() => undefined}
  />,
  document.getElementById('app')!,
);
