/** What a peer's process prints as its last line. */
export interface PeerResult {
  readonly events: number;
  readonly seconds: number;
  readonly raised: number;
}
