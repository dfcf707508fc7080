/**
 * The hand on time: the last seven days as a track, steps, pace and the way back to live, and above all what goes on
 * now, so that nobody who looks at the past misses it. Feeds on the live state alone; the surface places it.
 */
import { REPLAY_SPEEDS } from '@chengyun/contracts/live.ts';
import { useMemo, useRef } from 'preact/hooks';
import { formatClock, formatDate } from '../state/format.ts';
import { createTravelSteps, travelSpan } from '../state/travel-steps.ts';
import { browserClock } from './clock.ts';
import { LiveNow } from './live-now.tsx';
import { say } from './say.ts';
import type { Surface } from './surface.ts';

const MINUTE_MS = 60_000;
/** While the handle is drawn, a moment is asked for at most this often. */
const DRAWN_EVERY_MS = 200;

const STEPS = [
  { byMs: -10 * MINUTE_MS, key: '{', text: '−10 min' },
  { byMs: -MINUTE_MS, key: '[', text: '−1 min' },
  { byMs: MINUTE_MS, key: ']', text: '+1 min' },
  { byMs: 10 * MINUTE_MS, key: '}', text: '+10 min' },
] as const;

export function Scrubber({ surface }: { readonly surface: Surface }) {
  const { live, travel } = surface;
  const steps = useMemo(() => createTravelSteps(live, travel), [live, travel]);
  const drawnMs = useRef(0);
  const replay = live.replay.value;
  const { fromMs, toMs } = travelSpan({ replay: live.replay, nowMs: surface.nowMs });
  const atMs = surface.nowMs.value;
  const moment = `${formatDate(atMs)} ${formatClock(atMs)}`;
  return (
    <section class="scrubber" data-replay={replay !== null} aria-label={say('travel.scrubber')}>
      <div class="scrubber-head">
        <LiveNow surface={surface} />
        <span class="mid" role="status">
          {statusOf(surface)}
        </span>
      </div>
      <div class="scrubber-track">
        <input
          type="range"
          min={0}
          max={Math.max(1, Math.round((toMs - fromMs) / MINUTE_MS))}
          step={1}
          value={Math.round((atMs - fromMs) / MINUTE_MS)}
          aria-label={say('travel.moment')}
          aria-valuetext={moment}
          onInput={(event) => {
            const nowMs = browserClock.monotonicMs();
            if (nowMs - drawnMs.current < DRAWN_EVERY_MS) return;
            drawnMs.current = nowMs;
            steps.to(fromMs + event.currentTarget.valueAsNumber * MINUTE_MS);
          }}
          onChange={(event) => steps.to(fromMs + event.currentTarget.valueAsNumber * MINUTE_MS)}
        />
        <span class="scrubber-moment number">{replay ? moment : say('mode.live')}</span>
      </div>
      <div class="scrubber-steps">
        {STEPS.map(({ byMs, key, text }) => (
          <button type="button" key={key} disabled={!replay && byMs > 0} onClick={() => steps.by(byMs)}>
            <kbd>{key}</kbd> <span class="number">{text}</span>
          </button>
        ))}
        <button type="button" disabled={!replay} onClick={steps.togglePause}>
          {say(replay?.isPaused ? 'travel.play' : 'travel.pause')}
        </button>
        <label>
          <span class="mid">{say('travel.speed')}</span>{' '}
          <select
            disabled={!replay}
            value={String(replay?.speed ?? 1)}
            onChange={(event) =>
              travel.setPace({ speed: Number(event.currentTarget.value), isPaused: replay?.isPaused ?? false })
            }
          >
            {REPLAY_SPEEDS.map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={!replay} onClick={steps.toLive}>
          <kbd>L</kbd> {say('travel.back')}
        </button>
      </div>
    </section>
  );
}

function statusOf({ live }: Surface): string {
  const refusal = live.travelRefusal.value;
  if (refusal) return say(refusal === 'travel-full' ? 'travel.full' : 'travel.failed');
  if (live.isSeeking.value) return say('travel.seeking');
  return live.replay.value ? say('travel.readOnly') : '';
}
