/** A hazard that a citizen reported, as the server tells it to the desk; nothing of it says who sent it. */
import type { Bilingual, ReportKind } from '@chengyun/contracts';

export const REPORT_STATES = ['received', 'checked', 'refused', 'incident'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export interface CitizenReport {
  readonly id: string;
  readonly kind: ReportKind;
  readonly text: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly district: string | null;
  readonly hasPhoto: boolean;
  readonly state: ReportState;
  /** Wall clock of the server, ms. */
  readonly at: number;
  /** The alarm whose incident it is a part of. */
  readonly alarm: string | null;
  /** The word to who reported it. */
  readonly note: string;
}

export interface CitizensAnswer {
  readonly reports: readonly CitizenReport[];
  readonly kinds: Readonly<Record<string, Bilingual>>;
}

/** Somebody has to look at it, or say what it belongs to. */
export const isReportOpen = ({ state }: Pick<CitizenReport, 'state'>): boolean =>
  state === 'received' || state === 'checked';
