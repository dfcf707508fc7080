/** The districts at risk, worst first, under the plan that shows where they are. */
import type { RiskPlace } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

const ROWS_MAX = 3;
const TEN_THOUSAND = 10_000;

/** People are schematic and rounded: never more digits than are known. */
export function peopleWord(people: number): string {
  if (people >= TEN_THOUSAND) return both('risk.tenThousand', { n: (people / TEN_THOUSAND).toFixed(1) }).zh;
  return both('risk.people', { n: people }).zh;
}

export function RiskList({ surface }: { readonly surface: Surface }) {
  const worst = (surface.live.risk.value?.districts ?? []).filter(hasColour).slice(0, ROWS_MAX);
  if (worst.length === 0) return null;
  const names = new Map(surface.basemap.value?.units.map((unit) => [unit.id, unit.nameZh]));
  return (
    <section class="risk-list" data-keep-out aria-label={both('risk.title').zh}>
      <h2>
        {both('risk.title').zh} <span class="caps low">{both('risk.title').en}</span>
      </h2>
      <ol>
        {worst.map(({ id, level, people }) => (
          <li key={id}>
            <LevelGlyph level={level} look="outlined" />
            <span class="numeral low">{LEVEL_FACTS[level].numeral}</span>
            <span class="clip">{shortUnitName(names.get(id) ?? id)}</span>
            <span class="mid number">{peopleWord(people)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A street or town without the word for what it is: the list is narrow. */
export const shortUnitName = (name: string): string => name.replace(/(新镇|镇|新村街道|路街道|街道)$/, '');

const hasColour = (place: RiskPlace): place is RiskPlace & { readonly level: NonNullable<RiskPlace['level']> } =>
  place.level !== null;
