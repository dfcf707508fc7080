/**
 * What the centre tells one camera: a configuration (retained) and commands.
 *
 * Invariants beside those of `agent/remote/told.ts`: zones and masks change between two frames; a command is answered
 * once, before it expires, with what answers.ts allows and nothing finer.
 */
import {
  type CameraConfig,
  CommandSchema,
  type DeviceCredentials,
  type DeviceEvent,
  type EvidenceMessage,
} from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import { Check } from 'typebox/value';
import { createTold, type Told } from '../../agent/remote/told.ts';
import type { Camera, CameraShapes } from '../camera.ts';
import type { CameraConfig as FileConfig } from '../config.ts';
import type { FrameRing } from '../ring/frame-ring.ts';
import { boxesOfPolygon } from '../source/mask-boxes.ts';
import { createAnswers } from './answers.ts';
import { checkConfig } from './check-config.ts';
import type { EncodeStill } from './encode-still.ts';

export interface RemoteConfig {
  readonly file: FileConfig;
  readonly keptPath: string;
  /** As it was kept, and is in force already; null when the file is. */
  readonly kept: CameraConfig | null;
}

/** A model that passed its self-test and waits. */
export interface TriedModel {
  /** Takes it between two frames. */
  use(): Promise<void>;
  /** Lets go of it; the one in use stays. */
  drop(): Promise<void>;
}

export interface RemoteDeps {
  readonly camera: Pick<Camera, 'configure' | 'mosaic' | 'timelineMs'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly credentials: () => DeviceCredentials;
  readonly encode: EncodeStill;
  /** Opens and tries the model, null for that of the file. Throws one sentence; the one in use stays until `use`. */
  readonly tryModel: (model: string | null) => Promise<TriedModel>;
  /** Null: the camera keeps no pictures. */
  readonly ring: FrameRing | null;
  readonly report: (event: DeviceEvent) => Promise<void>;
  readonly show: (evidence: string) => boolean;
  /** Told messages that were not taken, by reason. */
  readonly dropped: (reason: string) => void;
}

export type Remote = Told<CameraConfig>;

/**
 * What the centre sent takes the place of the file's zones and lines; what the file hides stays hidden, and what ties
 * its picture to metres does until the centre says better.
 */
export function shapesInForce(file: FileConfig, sent: CameraConfig): CameraShapes {
  const drawn = sent.masks.flatMap(({ polygon }) => boxesOfPolygon(polygon));
  const ground = sent.ground ?? file.ground;
  return { zones: sent.zones, lines: sent.lines ?? [], masks: [...file.masks, ...drawn], ground };
}

export function createRemote({ file, keptPath, kept }: RemoteConfig, deps: RemoteDeps): Remote {
  const { camera, clock, logger, credentials, report, dropped } = deps;
  const { device, asset } = file;
  /** Ids of answered commands, until they would be refused as expired anyway. */
  const answered = new Map<string, number>();
  let tried: TriedModel | null = null;
  const remote = createTold<CameraConfig>(
    { device, noun: 'camera', asset, keptPath, kept },
    {
      ...{ credentials, logger, report, dropped, timelineMs: camera.timelineMs, command: takeCommand },
      check: (text, inForce) => checkConfig(text, device, inForce),
      tryOut: async (config) => {
        tried = await deps.tryModel(config.model ?? null);
      },
      abandon: () => tried?.drop(),
      putInForce: async (config) => {
        await tried?.use();
        camera.configure(shapesInForce(file, config));
      },
    },
  );
  const answerTo = createAnswers({
    ...{ file, camera, ring: deps.ring, clock, logger, encode: deps.encode },
    inForce: remote.inForce,
  });

  async function takeCommand(text: string): Promise<void> {
    const command: unknown = JSON.parse(text);
    if (!Check(CommandSchema, command)) throw new Error('It is no command that is known here.');
    for (const [id, expiresAtMs] of answered) if (expiresAtMs < clock.nowMs()) answered.delete(id);
    if (answered.has(command.id)) return;
    answered.set(command.id, Math.max(command.expires_at, clock.nowMs()));
    const answer = await answerTo(command);
    const sentAtMs = Math.round(clock.nowMs());
    const message: EvidenceMessage = { v: 1, device, sent_at: sentAtMs, command: command.id, ...answer };
    if (!deps.show(JSON.stringify(message))) dropped('evidence-not-connected');
  }

  return remote;
}
