/** The closed loop of the incident that matters most, hop by hop: what has happened, how long each took, what is waited for. */
import type { AlarmView, Hop, Incident } from '@chengyun/contracts';
import { HOPS } from '@chengyun/contracts/incident.ts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatDuration } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

const SECOND_MS = 1000;

export interface LoopHop {
  readonly hop: Hop;
  /** From the hop before it, wall milliseconds; running for the one that is waited for, null for later ones. */
  readonly tookMs: number | null;
  readonly state: 'done' | 'waiting' | 'open';
}

/** Every hop of an incident in order; the first one after the last that was reached is waited for. */
export function loopHops(hops: Incident['hops'], wallMs: number): LoopHop[] {
  const last = HOPS.findLastIndex((hop) => hops[hop] !== null);
  let beforeMs = hops[HOPS[0]] ?? wallMs;
  return HOPS.map((hop, index) => {
    const atMs = hops[hop];
    if (atMs !== null) {
      const tookMs = Math.max(0, atMs - beforeMs);
      beforeMs = Math.max(beforeMs, atMs);
      return { hop, tookMs, state: 'done' };
    }
    if (index <= last) return { hop, tookMs: null, state: 'done' };
    const waiting = index === last + 1;
    return { hop, tookMs: waiting ? Math.max(0, wallMs - beforeMs) : null, state: waiting ? 'waiting' : 'open' };
  });
}

/** Under ten seconds with a tenth: the machine's part is shorter than a second. */
const tookWord = (ms: number): string =>
  ms < 10 * SECOND_MS ? `${(ms / SECOND_MS).toFixed(1)} s` : formatDuration(ms);

export function LoopCard({ surface, alarm }: { readonly surface: Surface; readonly alarm: AlarmView }) {
  const { live } = surface;
  const incident = live.incidentByAlarm.value.get(alarm.id);
  const wallMs = live.timeline.value?.nowWallMs ?? 0;
  if (!incident) return null;
  return (
    <aside class="loop-card" data-keep-out {...alarmAttributes(alarm)} aria-label={both('list.incidents').zh}>
      <h2>
        <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, false)} />
        <span class="numeral mid">{LEVEL_FACTS[alarm.level].numeral}</span> {both(`incident.${incident.state}`).zh}{' '}
        <span class="low">{both('panel.hops').zh}</span>
      </h2>
      <p class="loop-action">
        <span class="mid">{both('panel.action').zh}</span> {alarm.action.zh}
      </p>
      <ol>
        {loopHops(incident.hops, wallMs).map(({ hop, tookMs, state }) => (
          <li key={hop} data-hop={state}>
            <i class="loop-mark" aria-hidden="true" />
            <span>{both(`hop.${hop}`).zh}</span>
            <span class="low" lang="en">
              {both(`hop.${hop}`).en}
            </span>
            <span class="number">{tookMs === null ? '' : tookWord(tookMs)}</span>
          </li>
        ))}
      </ol>
    </aside>
  );
}
