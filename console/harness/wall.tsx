/** Development page: the wall on made-up data. `?kind=exercise&silent=1` besides the options of the real page. */
import type { TimelineKind } from '@chengyun/contracts';
import { render } from 'preact';
import { homeOfLayout } from '../scene/home-views.ts';
import { browserClock } from '../ui/clock.ts';
import { fixtureSnapshot } from '../ui/harness/fixture-snapshot.ts';
import { createFixtureSurface } from '../ui/harness/fixture-surface.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { chooseProfile } from '../wall/profiles.ts';
import { createSpeaker } from '../wall/speaker.ts';
import { Wall } from '../wall/wall.tsx';

const query = new URLSearchParams(location.search);
const options = pageOptionsFrom(location.search);
const theme = options.theme ?? 'ink';
document.documentElement.dataset.theme = theme;
const profile = chooseProfile(options, innerWidth, innerHeight);
const kind = (query.get('kind') ?? 'live') as TimelineKind;
const snapshot = fixtureSnapshot('wall', kind, browserClock.nowMs());
const { alarms } = snapshot;
const storm = Array.from({ length: 24 }, (_, i) => ({
  ...alarms[i % 6]!,
  id: `storm-${i}`,
  level: i < 4 ? ('red' as const) : alarms[i % 6]!.level,
}));
const shown = query.has('calm') ? alarms.filter((a) => a.level === 'blue') : query.has('storm') ? storm : alarms;
render(
  <Wall
    surface={createFixtureSurface({ snapshot: { ...snapshot, alarms: shown }, silent: query.has('silent') })}
    speaker={createSpeaker({ clock: browserClock, play: () => undefined })}
    profile={profile}
    theme={theme}
    home={homeOfLayout[profile.layout]}
    buildings={options.buildings}
  />,
  document.getElementById('app')!,
);
