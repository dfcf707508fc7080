/** The newest risk of places and the newest response proposal of one timeline, as people see them. */
import type { AssessmentRecord, ResponseView, RiskCell, RiskPlace, RiskRecord, RiskView } from '@chengyun/contracts';
import { cellToBoundary } from 'h3-js';

export interface Assessed {
  /** What people see differently now; null for an older record and for kinds that are not shown here. */
  apply(record: AssessmentRecord): 'risk' | 'response' | null;
  risk(): RiskView | null;
  response(): ResponseView | null;
}

/** Cells sent to a browser, highest first: a storm over the whole district stays readable and small. */
export const CELLS_MAX = 96;
export const DISTRICTS_MAX = 8;
/** Five digits of a degree are a metre. */
const DIGITS = 100_000;

export function createAssessed(): Assessed {
  let risk: RiskRecord | null = null;
  let shown: RiskView | null = null;
  let response: { readonly n: number; readonly view: ResponseView } | null = null;
  return {
    apply(record) {
      if (record.k === 'risk' && record.n >= (risk?.n ?? 0)) {
        risk = record;
        shown = null;
        return 'risk';
      }
      if (record.k === 'response' && record.n >= (response?.n ?? 0)) {
        const { k: _, tl: __, n, ...view } = record;
        response = { n, view };
        return 'response';
      }
      return null;
    },
    risk() {
      if (risk) shown ??= riskView(risk);
      return shown;
    },
    response: () => response?.view ?? null,
  };
}

function riskView({ at, cells, districts }: RiskRecord): RiskView {
  return { at, cells: cells.flatMap(cellFrom).slice(0, CELLS_MAX), districts: districts.slice(0, DISTRICTS_MAX) };
}

/** A cell below the lowest colour is no news. */
function cellFrom({ id, level, score }: RiskPlace): RiskCell[] {
  if (level === null) return [];
  const ring = cellToBoundary(id).flatMap(([latDeg, lonDeg]) => [round(lonDeg), round(latDeg)]);
  return [{ id, level, score, ring }];
}

const round = (degrees: number): number => Math.round(degrees * DIGITS) / DIGITS;
