/** The eight ways in which a gauge speaks wrongly, in the order of the network's outputs behind `good`. */
import type { QualityFlag } from '@chengyun/contracts';

export const FAULT_KINDS = ['spike', 'stuck', 'drift', 'offset', 'gap', 'noise', 'clipping', 'clock'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number] & QualityFlag;

/** 0 is good, 1 the first kind, and so on. */
export const codeOfKind = (kind: FaultKind): number => FAULT_KINDS.indexOf(kind) + 1;
