/**
 * What the centre tells one camera: a configuration (retained) and commands. Taken one after the other.
 *
 * Invariants: nothing without a genuine seal is read; a configuration is checked, kept on disk and only then put in
 * force, whole or not at all; what was in force stays when it is refused, and the reason goes up in one sentence; a
 * command is answered once, before it expires, with a mosaic of a masked frame and nothing finer.
 */
import {
  type CameraConfig,
  type Command,
  CommandSchema,
  type DeviceCredentials,
  type DeviceEvent,
  type DownChannel,
  type EvidenceMessage,
  InForceSchema,
  type RefusalAnswer,
  STILL_KEEP_MS,
  type StillAnswer,
} from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import { Check } from 'typebox/value';
import type { Camera } from '../camera.ts';
import type { CameraConfig as FileConfig } from '../config.ts';
import { boxesOfPolygon } from '../source/mask-boxes.ts';
import { checkConfig } from './check-config.ts';
import type { EncodeStill } from './encode-still.ts';
import { keepConfig } from './kept-config.ts';
import { openSealed } from './open-sealed.ts';

export interface RemoteConfig {
  readonly file: FileConfig;
  readonly keptPath: string;
  /** As it was kept, and is in force already; null when the file is. */
  readonly kept: CameraConfig | null;
}

export interface RemoteDeps {
  readonly camera: Pick<Camera, 'configure' | 'mosaic' | 'timelineMs'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly credentials: () => DeviceCredentials;
  readonly encode: EncodeStill;
  readonly report: (event: DeviceEvent) => Promise<void>;
  readonly show: (evidence: string) => boolean;
  /** Told messages that were not taken, by reason. */
  readonly dropped: (reason: string) => void;
}

export interface Remote {
  told(channel: DownChannel, payload: Uint8Array): void;
  /** Resolves when everything that was told is dealt with. */
  settled(): Promise<void>;
}

/** What the envelope of an answer holds. */
type Answer = Pick<StillAnswer, 'still' | 'in_force'> | Pick<RefusalAnswer, 'refused'>;

const WAITING_MAX = 16;
const PICTURE_MS_MAX = 8000;
/** Many mosaics in a row would be a film. */
const STILL_EVERY_MS_MIN = 5000;
const REASON_CHARS_MAX = 200;

/** What the centre sent takes the place of the file's zones and lines; what the file hides stays hidden. */
export function shapesInForce(file: FileConfig, sent: CameraConfig): Pick<FileConfig, 'zones' | 'lines' | 'masks'> {
  const drawn = sent.masks.flatMap(({ polygon }) => boxesOfPolygon(polygon));
  return { zones: sent.zones, lines: sent.lines ?? [], masks: [...file.masks, ...drawn] };
}

export function createRemote({ file, keptPath, kept }: RemoteConfig, deps: RemoteDeps): Remote {
  const { camera, clock, logger } = deps;
  const { device, asset } = file;
  const own = asset === undefined ? {} : { asset };
  let inForce = kept;
  let isConfirmed = false;
  let waiting = 0;
  let turn: Promise<void> = Promise.resolve();
  /** Ids of answered commands, until they would be refused as expired anyway. */
  const answered = new Map<string, number>();
  let lastStillMs = -Infinity;

  async function takeConfig(text: string): Promise<void> {
    const checked = checkConfig(text, device, inForce);
    if (!checked.ok) return refuseConfig(checked.version, checked.reason);
    const { config } = checked;
    // The broker repeats what is retained with every connection.
    if (config.version === inForce?.version && isConfirmed) return;
    if (config.version !== inForce?.version) {
      try {
        keepConfig(keptPath, config);
      } catch (error) {
        return refuseConfig(config.version, `The camera could not keep it: ${(error as Error).message}.`);
      }
      camera.configure(shapesInForce(file, config));
      inForce = config;
      logger.info({ device, version: config.version }, `The camera ${device} works with version ${config.version}.`);
    }
    isConfirmed = true;
    await deps.report({ event: 'config.applied', at: camera.timelineMs(), version: config.version, ...own });
  }

  async function refuseConfig(version: number, sentence: string): Promise<void> {
    const reason = sentence.slice(0, REASON_CHARS_MAX);
    logger.warn({ device, version }, `The camera ${device} refused its configuration: ${reason}`);
    deps.dropped('config-refused');
    await deps.report({ event: 'config.refused', at: camera.timelineMs(), version, reason, ...own });
  }

  async function takeCommand(text: string): Promise<void> {
    const command: unknown = JSON.parse(text);
    if (!Check(CommandSchema, command)) return refuseUnread('commands', 'It is no command that is known here.');
    for (const [id, expiresAtMs] of answered) if (expiresAtMs < clock.nowMs()) answered.delete(id);
    if (answered.has(command.id)) return;
    answered.set(command.id, Math.max(command.expires_at, clock.nowMs()));
    const answer = await answerTo(command);
    const sentAtMs = Math.round(clock.nowMs());
    const message: EvidenceMessage = { v: 1, device, sent_at: sentAtMs, command: command.id, ...answer };
    if (!deps.show(JSON.stringify(message))) deps.dropped('evidence-not-connected');
  }

  async function answerTo(command: Command): Promise<Answer> {
    if (command.device !== device) return { refused: `The command is for ${command.device}, not for ${device}.` };
    if (command.expires_at < clock.nowMs()) return { refused: 'The command has expired.' };
    if (clock.monotonicMs() - lastStillMs < STILL_EVERY_MS_MIN) {
      return { refused: `A still was sent less than ${STILL_EVERY_MS_MIN / 1000} s ago.` };
    }
    const mosaic = await camera.mosaic(PICTURE_MS_MAX);
    if (mosaic === null) return { refused: 'The camera has no picture at the moment.' };
    lastStillMs = clock.monotonicMs();
    const takenAtMs = Math.round(clock.nowMs());
    try {
      const jpeg = (await deps.encode(mosaic)).toString('base64');
      const times = { taken_at: takenAtMs, expires_at: takenAtMs + STILL_KEEP_MS };
      const { zones, lines = [] } = inForce ?? file;
      const shown = { version: inForce?.version ?? 0, zones, lines, masks: inForce?.masks ?? [] };
      logger.info({ device, reason: command.reason, role: command.role }, `A still of ${device} was sent.`);
      return {
        still: { jpeg, width: mosaic.width, height: mosaic.height, ...times },
        // A file may hold zones that cannot be said here; then they are not said.
        ...(Check(InForceSchema, shown) ? { in_force: shown } : {}),
      };
    } catch (error) {
      return { refused: `The still could not be made: ${(error as Error).message}.`.slice(0, REASON_CHARS_MAX) };
    }
  }

  function refuseUnread(channel: DownChannel, reason: string): void {
    logger.warn({ device, channel }, `The camera ${device} refused what it was told on ${channel}: ${reason}`);
    deps.dropped(`${channel}-refused`);
  }

  async function take(channel: DownChannel, payload: Uint8Array): Promise<void> {
    const opened = openSealed(channel, payload, deps.credentials());
    if (opened.ok) return channel === 'config' ? takeConfig(opened.text) : takeCommand(opened.text);
    if (channel === 'config') await refuseConfig(0, opened.reason);
    else refuseUnread(channel, opened.reason);
  }

  return {
    told: (channel, payload) => {
      // A retained configuration that was taken back: what is in force stays.
      if (payload.length === 0) return;
      if (waiting >= WAITING_MAX) return deps.dropped('told-too-fast');
      waiting += 1;
      turn = turn
        .then(() => take(channel, payload))
        .catch((error: Error) => refuseUnread(channel, error.message))
        .finally(() => {
          waiting -= 1;
        });
    },
    settled: () => turn,
  };
}
