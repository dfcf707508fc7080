/**
 * What a camera answers to a command that is genuine: a mosaic of now, or a picture from its ring for an incident. Or the
 * reason why not, in one sentence. Nothing finer than these two ever leaves.
 */
import {
  type CameraConfig,
  type Command,
  type EvidenceCommand,
  InForceSchema,
  type PictureAnswer,
  type RefusalAnswer,
  STILL_KEEP_MS,
  type StillAnswer,
} from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import { Check } from 'typebox/value';
import { REASON_CHARS_MAX } from '../../agent/remote/told.ts';
import type { Camera } from '../camera.ts';
import type { CameraConfig as FileConfig } from '../config.ts';
import { evidencePicture } from '../ring/evidence-picture.ts';
import type { FrameRing } from '../ring/frame-ring.ts';
import type { EncodeStill } from './encode-still.ts';

/** What the envelope of an answer holds. */
export type Answer =
  | Pick<StillAnswer, 'still' | 'in_force'>
  | Pick<PictureAnswer, 'evidence'>
  | Pick<RefusalAnswer, 'refused'>;

export interface AnswersDeps {
  readonly file: FileConfig;
  readonly camera: Pick<Camera, 'mosaic'>;
  readonly ring: FrameRing | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly encode: EncodeStill;
  /** Null: the file's own. */
  readonly inForce: () => CameraConfig | null;
}

const PICTURE_MS_MAX = 8000;
/** Many pictures in a row would be a film. */
const ANSWER_EVERY_MS_MIN = 5000;
/** A picture is asked for at a moment; one from further away shows something else. */
const NEAR_MS = 30_000;
/** From the finest to the smallest. */
const QUALITIES = [4, 9, 20] as const;
const JPEG_CHARS_MAX = 60_000;

export function createAnswers(deps: AnswersDeps): (command: Command) => Promise<Answer> {
  const { file, camera, ring, clock, logger, encode } = deps;
  const { device } = file;
  let lastMs = -Infinity;

  async function still(command: Command): Promise<Answer> {
    const mosaic = await camera.mosaic(PICTURE_MS_MAX);
    if (mosaic === null) return { refused: 'The camera has no picture at the moment.' };
    lastMs = clock.monotonicMs();
    const takenAtMs = Math.round(clock.nowMs());
    const jpeg = (await encode(mosaic)).toString('base64');
    const times = { taken_at: takenAtMs, expires_at: takenAtMs + STILL_KEEP_MS };
    const inForce = deps.inForce();
    const { zones, lines = [] } = inForce ?? file;
    const ground = inForce?.ground ?? file.ground;
    const shown = {
      ...{ version: inForce?.version ?? 0, zones, lines, masks: inForce?.masks ?? [] },
      ...(ground === undefined ? {} : { ground }),
    };
    logger.info({ device, reason: command.reason, role: command.role }, `A still of ${device} was sent.`);
    return {
      still: { jpeg, width: mosaic.width, height: mosaic.height, ...times },
      // A file may hold zones that cannot be said here; then they are not said.
      ...(Check(InForceSchema, shown) ? { in_force: shown } : {}),
    };
  }

  async function evidence({ incident, asset, at, reason, role }: EvidenceCommand): Promise<Answer> {
    if (ring === null) return { refused: 'The camera keeps no pictures.' };
    const kept = ring.nearest(at, NEAR_MS);
    if (kept === null) return { refused: 'The camera has kept no picture of that time.' };
    lastMs = clock.monotonicMs();
    const { zones } = deps.inForce() ?? file;
    const shown = zones.filter((zone) => (zone.asset ?? file.asset) === asset).map(({ polygon }) => polygon);
    const picture = evidencePicture(kept.frame, kept.before, shown);
    for (const quality of QUALITIES) {
      const jpeg = (await encode(picture, quality)).toString('base64');
      if (jpeg.length > JPEG_CHARS_MAX) continue;
      logger.info({ device, incident, reason, role }, `A picture of ${device} was sent for incident ${incident}.`);
      const times = {
        taken_at: Math.round(kept.frame.takenAtMs),
        expires_at: Math.round(clock.nowMs()) + STILL_KEEP_MS,
      };
      const { width, height } = picture;
      return { evidence: { jpeg, width, height, ...times, incident, blurred: 'people-and-vehicles' } };
    }
    return { refused: 'The picture is too large to be sent.' };
  }

  return async (command) => {
    if (command.device !== device) return { refused: `The command is for ${command.device}, not for ${device}.` };
    if (command.expires_at < clock.nowMs()) return { refused: 'The command has expired.' };
    if (clock.monotonicMs() - lastMs < ANSWER_EVERY_MS_MIN) {
      return { refused: `A still was sent less than ${ANSWER_EVERY_MS_MIN / 1000} s ago.` };
    }
    try {
      return command.command === 'still' ? await still(command) : await evidence(command);
    } catch (error) {
      return { refused: `The still could not be made: ${(error as Error).message}.`.slice(0, REASON_CHARS_MAX) };
    }
  };
}
