/** The four shapes of the four levels. Never colour alone: the numeral and the word stand beside or inside. */
import type { Level } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import type { GlyphLook } from './alarm-look.ts';

export interface LevelGlyphProps {
  readonly level: Level;
  readonly look: GlyphLook;
  /** Pigment of the level, the text colour of a filled red row, or grey for what is over. */
  readonly pigment?: 'level' | 'on-red' | 'grey';
  readonly fresh?: boolean;
}

/** Closed outlines in a 24 × 24 box, equal in optical weight. */
const OUTLINES: Readonly<Record<Level, string>> = {
  blue: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z',
  yellow: 'M12 3L22 21H2z',
  orange: 'M12 1.5L22.5 12L12 22.5L1.5 12z',
  red: 'M3 3H21V21H3z',
};

/** Diagonals clipped by hand to each outline, so that no clip path with a page-wide id is needed. */
const HATCHES: Readonly<Record<Level, string>> = {
  blue: 'M6 14L14 6M7.5 17.5L17.5 7.5M11 19L19 11',
  yellow: 'M7 19L13.5 9M11 19.5L15.5 12.5M15 19.5L17.6 15.6',
  orange: 'M6 13L13 6M8 16L16 8M11 18L18 11',
  red: 'M4 12L12 4M4 20L20 4M12 20L20 12',
};

export function LevelGlyph({ level, look, pigment = 'level', fresh = false }: LevelGlyphProps) {
  const filled = look === 'filled';
  const ring = level === 'blue';
  const width = ring && filled ? 4.6 : 2.4;
  return (
    <svg
      class="glyph"
      viewBox="0 0 24 24"
      aria-hidden="true"
      data-shape={LEVEL_FACTS[level].shape}
      data-look={look}
      data-pigment={pigment === 'level' ? level : pigment}
      data-fresh={fresh ? 'true' : 'false'}
    >
      {!filled && level === 'yellow' && <path data-part="halo" d={OUTLINES[level]} stroke-width="4.2" />}
      <path
        data-part={filled && !ring ? 'fill' : 'line'}
        d={OUTLINES[level]}
        stroke-width={filled && !ring ? 1.2 : width}
        stroke-linejoin="round"
      />
      {look === 'hatched' && <path data-part="hatch" d={HATCHES[level]} stroke-width="1.8" />}
      {look === 'ticked' && <path data-part="hatch" d={TICKS[level]} stroke-width="2.4" stroke-linecap="round" />}
    </svg>
  );
}

const TICKS: Readonly<Record<Level, string>> = {
  blue: 'M8 12.2L11 15.2L16 9',
  yellow: 'M8.6 15.2L11.2 17.8L15.4 12.6',
  orange: 'M8 12.2L11 15.2L16 9',
  red: 'M7.5 12.2L10.8 15.6L16.5 8.6',
};
