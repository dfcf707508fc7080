/** The wall's page. */
import '../ui/no-move-before.ts';
import { render } from 'preact';
import { homeOfLayout } from '../scene/home-views.ts';
import type { Scene } from '../scene/types.ts';
import { createMemoryOutboxStorage } from '../state/outbox.ts';
import { browserClock } from '../ui/clock.ts';
import * as connection from '../ui/live-connection.ts';
import { createLiveSurface } from '../ui/live-surface.ts';
import { goToLogin } from '../ui/login-address.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { chooseProfile } from './profiles.ts';
import { createNotePlayer, createSpeaker, holdSpeaker } from './speaker.ts';
import { Wall } from './wall.tsx';

declare global {
  /** The scene's counters, for the browser tests. */
  var chengyunScene: Scene | null | undefined;
}

const options = pageOptionsFrom(location.search);
const theme = options.theme ?? 'ink';
document.documentElement.dataset.theme = theme;
const profile = chooseProfile(options, innerWidth, innerHeight);

render(
  <Wall
    surface={createLiveSurface({
      view: 'wall',
      timeline: options.timeline,
      actor: 'wall',
      storage: createMemoryOutboxStorage(),
      connection: Promise.resolve(connection),
      onSignedOut: () => goToLogin('/wall'),
    })}
    speaker={createSpeaker({ clock: browserClock, play: createNotePlayer(), holds: holdSpeaker(navigator.locks) })}
    profile={profile}
    theme={theme}
    home={homeOfLayout[profile.layout]}
    buildings={options.buildings}
    onScene={(scene) => {
      globalThis.chengyunScene = scene;
    }}
  />,
  document.getElementById('app')!,
);
