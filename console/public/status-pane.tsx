/** Warnings that stand, and districts with hazards. Few reports are said to be few. */
import { LEVEL_FACTS, LEVELS } from '@chengyun/contracts/levels.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { language, sayText } from '../ui/say.ts';
import type { CityStatus } from './public-server.ts';
import { t } from './words.ts';

const WORST_FIRST = [...LEVELS].reverse();
const worstFirst = (warnings: CityStatus['warnings']) =>
  [...warnings].sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));

export function StatusPane({ status }: { readonly status: CityStatus }) {
  const { timeline, districts, warnings } = status;
  const nameOf = new Map(districts.map(({ id, name }) => [id, name]));
  const busy = districts.filter(({ levels, reports }) => LEVELS.some((level) => levels[level] > 0) || reports !== 0);
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const at = new Date(timeline.nowMs).toLocaleString(locale, { timeZone: 'Asia/Shanghai' });
  return (
    <section>
      {timeline.kind === 'live' ? null : <p class="exercise">{t('exercise')}</p>}
      <p class="mid">
        {t('asOf')} {at}
      </p>
      {warnings.length === 0 ? <p>{t('calm')}</p> : null}
      <ul class="warnings">
        {worstFirst(warnings).map(({ level, title, district }, index) => (
          <li key={index}>
            <LevelGlyph level={level} look="outlined" /> {sayText(title)}
            {district && nameOf.has(district) ? `, ${sayText(nameOf.get(district)!)}` : ''}
          </li>
        ))}
      </ul>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('district')}</th>
            <th scope="col">{t('hazards')}</th>
            <th scope="col">{t('reports')}</th>
          </tr>
        </thead>
        <tbody>
          {busy.map(({ id, name, levels, reports }) => (
            <tr key={id}>
              <th scope="row">{sayText(name)}</th>
              <td>
                {WORST_FIRST.filter((level) => levels[level] > 0)
                  .map((level) => `${LEVEL_FACTS[level].numeral}:\u00a0${levels[level]}`)
                  .join(' · ')}
              </td>
              <td>{reports === null ? t('few') : reports}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="mid">{t('quiet')}</p>
    </section>
  );
}
