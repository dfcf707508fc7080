/** A share of data between departments, as it is asked for and as the server tells it to the desk. */
export interface ShareWish {
  readonly department: string;
  readonly purpose: string;
  readonly metrics: readonly string[];
  /** Null: the whole city. */
  readonly districts: readonly string[] | null;
  /** Readings between these, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The token opens nothing afterwards, epoch ms. */
  readonly expiresMs: number;
}

export interface Share extends ShareWish {
  readonly id: string;
  readonly state: 'asked' | 'approved' | 'refused' | 'ended';
  readonly requestedBy: string;
  readonly decidedBy: string | null;
  readonly reads: number;
}

/** From now to its end at most. */
export const SHARE_DAYS_MAX = 366;

export type ShareStage = Share['state'] | 'over';

/** An approved share opens nothing any more once it has expired, though nobody has ended it. */
export function shareStage({ state, expiresMs }: Pick<Share, 'state' | 'expiresMs'>, nowMs: number): ShareStage {
  return state === 'approved' && expiresMs <= nowMs ? 'over' : state;
}
