/** As the server tells it: console/server/routes-estate.ts. */
export interface DeviceLine {
  readonly id: string;
  readonly kind: 'sensor' | 'camera' | 'conductor' | 'gateway';
  readonly assets: readonly string[];
  readonly isRevoked: boolean;
  readonly isOnline: boolean;
  readonly refused: number;
  /** When it was last heard, wall clock of the server. */
  readonly wallMs: number | null;
  readonly epoch: string | null;
  readonly seq: number | null;
}

export interface AgentDevice {
  readonly device: string;
  readonly connected: boolean;
  readonly waiting: number;
  readonly outboxBytes: number;
}

export interface DevicesAnswer {
  readonly wallMs: number;
  readonly devices: readonly DeviceLine[];
  readonly agents: readonly { readonly name: string; readonly devices: readonly AgentDevice[] }[];
}
