/** The page of the test card: `/wall/card?profile=triple&panel=led-0.9&seat=8&theme=paper`. It shows no data of the city. */
import '../../ui/no-move-before.ts';
import { signal } from '@preact/signals';
import { render } from 'preact';
import { browserClock } from '../../ui/clock.ts';
import { pageOptionsFrom } from '../../ui/page-options.ts';
import { chooseProfile } from '../profiles.ts';
import { createNotePlayer } from '../speaker.ts';
import { TestCard } from './test-card.tsx';

const options = pageOptionsFrom(location.search);
const theme = options.theme ?? 'ink';
document.documentElement.dataset.theme = theme;
const nowMs = signal(browserClock.nowMs());
setInterval(() => {
  nowMs.value = browserClock.nowMs();
}, 1000);
const play = createNotePlayer();

render(
  <TestCard
    profile={chooseProfile(options, innerWidth, innerHeight)}
    theme={theme}
    windowPx={{ width: innerWidth, height: innerHeight, ratio: devicePixelRatio }}
    nowMs={nowMs}
    play={play}
  />,
  document.getElementById('app')!,
);
