/** Made-up risk and response of the development pages: hexagons around the worst alarms, a proposal that waits. */
import type { Level, ResponseView, RiskCell, RiskPlace, RiskView } from '@chengyun/contracts';

const EDGE_M = 530;
const M_PER_DEGREE = 111_320;

function hexagon(lonDeg: number, latDeg: number): number[] {
  const lonM = M_PER_DEGREE * Math.cos((latDeg * Math.PI) / 180);
  return Array.from({ length: 6 }, (_, i) => (i * Math.PI) / 3 + 0.3).flatMap((turn) => [
    lonDeg + (EDGE_M * Math.cos(turn)) / lonM,
    latDeg + (EDGE_M * Math.sin(turn)) / M_PER_DEGREE,
  ]);
}

const CELLS: readonly (readonly [Level, number, number, number])[] = [
  ['red', 0.61, 121.4795, 31.1905],
  ['orange', 0.38, 121.4892, 31.1942],
  ['orange', 0.33, 121.4795, 31.1988],
  ['yellow', 0.21, 121.4986, 31.1985],
  ['yellow', 0.17, 121.5432, 31.2302],
  ['blue', 0.08, 121.4868, 31.1642],
];

export function fixtureRisk(nowMs: number): RiskView {
  const cells = CELLS.map(
    ([level, score, lonDeg, latDeg], i): RiskCell => ({ id: `cell-${i}`, level, score, ring: hexagon(lonDeg, latDeg) }),
  );
  const district = (id: string, score: number, level: Level, people: number): RiskPlace => ({
    ...{ id, score, level, people, hazard: score, exposure: 0.8, vulnerability: 0.6, reasons: [] },
  });
  const districts = [
    district('unit-zhoujiadu', 0.61, 'red', 18_400),
    district('unit-nanmatou', 0.38, 'orange', 9200),
    district('unit-weifang', 0.17, 'yellow', 7800),
  ];
  return { at: nowMs, cells, districts };
}

export function fixtureResponse(nowMs: number): ResponseView {
  return {
    ...{ at: nowMs, proposed: 'II', proposedAt: nowMs - 252_000, overdueAt: nowMs + 648_000 },
    ...{ inForce: 'III', confirmedBy: 'operator', confirmedAt: nowMs - 5_400_000 },
    evidence: [
      { alarm: 'fixture-a1', text: { zh: '42 min 后漫堤', en: 'Overtopping in 42 min' }, weight: 1 },
      { alarm: 'fixture-a2', text: { zh: '下立交积水 22 cm', en: 'Underpass ponding 22 cm' }, weight: 0.75 },
    ],
  };
}
