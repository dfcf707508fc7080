/**
 * The test card of a wall, for the one who mounts it: is every pixel there, is a circle round, are the first greys apart,
 * do the levels differ, is the type large enough from the last seat, does the speaker sound, is the picture alive.
 */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import type { ReadonlySignal } from '@preact/signals';
import { formatClock } from '../../state/format.ts';
import type { ThemeName } from '../../state/tokens.ts';
import { LevelGlyph } from '../../ui/level-glyph.tsx';
import { both } from '../../ui/say.ts';
import { hanBodyPx, PANELS, type WallProfile, wallMeasures, wallSeamsOf } from '../profiles.ts';
import { ALARM_NOTES } from '../speaker.ts';
import { CHECKS, darkSteps, levelFacts, lightSteps, sizeFacts } from './card-facts.ts';

export interface TestCardProps {
  readonly profile: WallProfile;
  readonly theme: ThemeName;
  readonly windowPx: { readonly width: number; readonly height: number; readonly ratio: number };
  readonly nowMs: ReadonlySignal<number>;
  readonly play: (notesHz: readonly number[]) => void;
}

const SAMPLE = '水位 5.22 m 距漫堤 42 min · Il1 O0 8B';
/** What fits where type is large. */
const SAMPLE_SHORT = '水位 5.22 m · 42 min';
const SEATS_M = [3, 5, 8, 10] as const;

export function TestCard({ profile, theme, windowPx, nowMs, play }: TestCardProps) {
  const measures = wallMeasures(profile);
  const fits = windowPx.width === profile.widthPx && windowPx.height === profile.heightPx;
  return (
    <main
      class="card"
      data-layout={profile.layout}
      style={{ '--b': `${measures.bodyPx}px`, '--c': `${measures.captionPx}px` }}
    >
      <Geometry seams={wallSeamsOf(profile)} />
      <header class="card-head">
        <h1>
          {both('card.title').zh} <span class="low">{both('card.title').en}</span>
        </h1>
        <p>
          {profile.id} · {profile.widthPx}×{profile.heightPx} · {profile.pitchMm} mm · {profile.distanceM} m
        </p>
        <p class="card-window" data-fits={fits} role="status">
          {both(fits ? 'card.fits' : 'card.misfit').zh} {windowPx.width}×{windowPx.height}
          {windowPx.ratio === 1 ? '' : ` @${windowPx.ratio}`}
        </p>
        <time class="card-clock number">{formatClock(nowMs.value)}</time>
      </header>
      <section class="card-part" aria-label={both('card.type').en}>
        <h2>{both('card.type').zh}</h2>
        {sizeFacts(profile, measures).map(({ zh, en, px, arcMin }) => (
          <div class="card-size" key={en}>
            <p style={{ fontSize: `${px}px` }}>{px > measures.bodyPx * 2 ? SAMPLE_SHORT : SAMPLE}</p>
            <p class="low card-note">
              {zh} <span lang="en">{en}</span> {Math.round(px)} px · {arcMin.toFixed(0)}′
            </p>
          </div>
        ))}
      </section>
      <section class="card-part" aria-label={both('card.levels').en}>
        <h2>{both('card.levels').zh}</h2>
        <ul class="card-levels">
          {levelFacts(theme).map(({ level, contrast }) => (
            <li key={level} data-level={level}>
              {(['filled', 'outlined', 'hatched', 'ticked'] as const).map((look) => (
                <LevelGlyph key={look} level={level} look={look} />
              ))}
              <span class="numeral">{LEVEL_FACTS[level].numeral}</span>
              <span>{LEVEL_FACTS[level].zh}</span>
              <span class="low number">{contrast.toFixed(1)} : 1</span>
            </li>
          ))}
        </ul>
        <h2>{both('card.greys').zh}</h2>
        <Greys steps={darkSteps} />
        <Greys steps={lightSteps} />
        <div class="card-pixels" aria-hidden="true" />
      </section>
      <section class="card-part" aria-label={both('card.seats').en}>
        <h2>{both('card.seats').zh}</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">px</th>
              {SEATS_M.map((seatM) => (
                <th scope="col" key={seatM}>
                  {seatM} m
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(PANELS).map(([panel, pitchMm]) => (
              <tr key={panel} data-here={pitchMm === profile.pitchMm}>
                <th scope="row">{panel}</th>
                {SEATS_M.map((distanceM) => (
                  <td class="number" key={distanceM}>
                    {Math.ceil(hanBodyPx({ pitchMm, distanceM }))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <h2>{both('card.look').zh}</h2>
        <ul class="card-checks">
          {CHECKS.map((check) => (
            <li key={check}>
              {both(`card.check.${check}`).zh}{' '}
              <span class="low" lang="en">
                {both(`card.check.${check}`).en}
              </span>
            </li>
          ))}
        </ul>
        <h2>{both('card.sound').zh}</h2>
        <p class="card-sound">
          {(['orange', 'red'] as const).map((level) => (
            <button type="button" key={level} onClick={() => play(ALARM_NOTES[level])}>
              <LevelGlyph level={level} look="filled" /> {LEVEL_FACTS[level].numeral}
            </button>
          ))}
        </p>
      </section>
    </main>
  );
}

function Greys({ steps }: { readonly steps: readonly number[] }) {
  return (
    <ol class="card-greys">
      {steps.map((step) => (
        <li
          key={step}
          style={{ background: `rgb(${step} ${step} ${step})`, color: step < 128 ? '#b4b1a9' : '#4a4d4e' }}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}

/** A frame on the outermost pixels, a cross through the middle, a circle on each screen, and the guarded seams. */
function Geometry({ seams }: { readonly seams: readonly number[] }) {
  return (
    <div class="card-geometry" aria-hidden="true">
      <i class="card-frame" />
      <i class="card-cross-x" />
      <i class="card-cross-y" />
      <i class="card-circle" />
      {seams.map((leftPx) => (
        <i key={leftPx} class="card-seam" style={{ left: `${leftPx - 24}px` }} />
      ))}
    </div>
  );
}
