/** The figures of EEMUA 191 beside what its guide holds for acceptable. Pure. */
import type { AlarmFigures, Level } from '@chengyun/contracts';
import { formatNumber } from '../../state/format.ts';
import type { PageWordKey } from './words/say-page.ts';

export interface FigureTile {
  readonly word: PageWordKey;
  readonly value: string;
  /** As it is printed; null where the guide names none. */
  readonly target: string | null;
  readonly isOver: boolean;
}

/** Shares of the four levels, from the rarest to the most common: about 1, 6, 18 and 75 %. */
export const MIX_TARGET: Readonly<Record<Level, number>> = { red: 0.01, orange: 0.06, yellow: 0.18, blue: 0.75 };

/** EEMUA 191 (2013): one alarm in ten minutes can be followed for hours, more than ten are a flood; ISA-18.2 gives 1 % of time in flood, under five stale, none chattering. */
const TARGETS = { avg: 1, peak: 10, flood: 0.01, stale: 5, chattering: 0, topTen: 0.05 } as const;

export function figureTiles(figures: AlarmFigures): readonly FigureTile[] {
  const { operators, callsLast10Min, callsPer10MinAvg, callsPer10MinPeak, floodShare, standing, stale } = figures;
  const percent = (share: number, digits: number) => `${formatNumber(share * 100, digits)} %`;
  const tile = (word: PageWordKey, value: string, target: string | null = null, isOver = false): FigureTile => ({
    ...{ word, value, target, isOver },
  });
  return [
    tile(
      'alarms.last10',
      String(callsLast10Min),
      `≤ ${TARGETS.peak * operators}`,
      callsLast10Min > TARGETS.peak * operators,
    ),
    tile('alarms.avg', formatNumber(callsPer10MinAvg, 2), `≤ ${TARGETS.avg}`, callsPer10MinAvg > TARGETS.avg),
    tile('alarms.peak', formatNumber(callsPer10MinPeak, 0), `≤ ${TARGETS.peak}`, callsPer10MinPeak > TARGETS.peak),
    tile('alarms.flood', percent(floodShare, 1), '< 1 %', floodShare >= TARGETS.flood),
    tile('alarms.standing', String(standing)),
    tile('alarms.stale', String(stale), `< ${TARGETS.stale}`, stale >= TARGETS.stale),
    tile('alarms.chattering', String(figures.chattering.length), '0', figures.chattering.length > TARGETS.chattering),
    tile('alarms.topTen', percent(figures.topTenShare, 0), '< 5 %', figures.topTenShare >= TARGETS.topTen),
  ];
}
