/** The response level: proposed by the evidence, in force only by a person; and the districts at risk behind it. */
import { formatClock, formatNumber } from '../../state/format.ts';
import { LevelGlyph } from '../../ui/level-glyph.tsx';
import { sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { sayPage } from './words/say-page.ts';

const EVIDENCE_SHOWN = 6;
const DISTRICTS_SHOWN = 6;

export function RespondPane({ surface, verbs }: PageProps) {
  const response = surface.live.response.value;
  const districts = surface.live.risk.value?.districts.slice(0, DISTRICTS_SHOWN) ?? [];
  const { proposed = null, inForce = null, overdueAt = null } = response ?? {};
  const waits = proposed !== inForce;
  const units = new Map(surface.basemap.value?.units.map((unit) => [unit.id, { zh: unit.nameZh, en: unit.nameEn }]));
  return (
    <>
      <section class="pane respond">
        <h3 class="pane-title">
          <span>{sayPage('alarms.response')}</span>
          <span class="mid">
            {inForce !== null &&
              sayPage('response.inForce', {
                level: inForce,
                by: response?.confirmedBy ?? '',
                at: response?.confirmedAt ? formatClock(response.confirmedAt, false) : '',
              })}
          </span>
        </h3>
        {proposed === null && inForce === null ? (
          <p class="mid">{sayPage('alarms.nothingProposed')}</p>
        ) : (
          <p class="respond-line">
            <b>{sayPage('response.proposed', { level: proposed ?? '–' })}</b>
            {overdueAt !== null && surface.nowMs.value > overdueAt && <span>{sayPage('response.overdue')}</span>}
            {waits && (
              <button type="button" onClick={verbs.respond}>
                <kbd>C</kbd>{' '}
                {proposed === null ? sayPage('alarms.endIt') : sayPage('alarms.confirm', { level: proposed })}
              </button>
            )}
          </p>
        )}
        <ol class="list-rows evidence">
          {response?.evidence.slice(0, EVIDENCE_SHOWN).map(({ text, weight }) => (
            <li key={text.en}>
              <span>{sayText(text)}</span>
              <span class="number mid desk-right">{formatNumber(weight * 100, 0)} %</span>
            </li>
          ))}
        </ol>
      </section>
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('alarms.risk')}</span>
        </h3>
        {districts.length === 0 && <p class="mid">{sayPage('alarms.noRisk')}</p>}
        <ol class="list-rows districts">
          {districts.map((place) => (
            <li key={place.id}>
              {place.level ? <LevelGlyph level={place.level} look="filled" pigment="level" /> : <i />}
              <span class="districts-what">
                <span class="clip">{sayText(units.get(place.id) ?? { zh: place.id, en: place.id })}</span>
                <span class="mid">{place.reasons[0] ? sayText(place.reasons[0].text) : ''}</span>
              </span>
              <span class="number mid desk-right">{sayPage('alarms.people', { n: place.people })}</span>
              <span class="number desk-right">{formatNumber(place.score, 2)}</span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
