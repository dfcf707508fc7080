/** What a load generator is told (one JSON line on its stdin) and what it answers (one JSON line on its stdout). */

export interface LoadDevice {
  readonly device: string;
  readonly secret: string;
  /** Spoken about in turn, `itemsPerMessage` of them in one message. */
  readonly assets: readonly string[];
}

export interface LoadPlan {
  readonly port: number;
  readonly devices: readonly LoadDevice[];
  readonly metric: string;
  /** Values differ in the last three digits: 1000 for any, 2 for a level that only trembles. */
  readonly spread: number;
  readonly itemsPerMessage: number;
  /** Messages that one client has sent and not seen acknowledged at most. */
  readonly window: number;
  readonly durationMs: number;
  /** Of all clients together; null: as many as are acknowledged. */
  readonly messagesPerS: number | null;
}

export interface LoadResult {
  readonly messages: number;
  readonly observations: number;
  /** Wall clock of the first message and of the last acknowledgement. */
  readonly firstSentMs: number;
  readonly lastAckedMs: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
}
