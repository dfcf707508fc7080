/**
 * Whether bytes are a picture or a recording that a phone may hand in. A JPEG must carry no metadata: the phone draws
 * each picture anew, so that place, time and device of the camera stay on it, and what comes with them did not come
 * from our page. Everything else (SVG, archives, text) is refused by its first bytes.
 */
import { AppError } from '@chengyun/platform/service/service.ts';
import { checkSound, soundTypeOf } from './sound-only.ts';

export type Media = 'photo' | 'voice';

/** Application segments that hold EXIF, XMP, IPTC and maker notes; 0 is JFIF and carries nothing of the place. */
const METADATA_FIRST = 0xe1;
const METADATA_LAST = 0xef;
const COMMENT = 0xfe;
const PROFILE = 0xe2;
const PROFILE_NAME = [...new TextEncoder().encode('ICC_PROFILE\0')];
const START_OF_SCAN = 0xda;
const SIDE_PX_MAX = 4096;
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

const begins = (bytes: Uint8Array, signs: readonly number[]) => signs.every((sign, i) => bytes[i] === sign);

/** Throws AppError EVIDENCE with one sentence. */
export function mediaOf(bytes: Uint8Array): Media {
  const sound = soundTypeOf(bytes);
  if (sound) {
    checkSound(bytes, sound);
    return 'voice';
  }
  if (!begins(bytes, [0xff, 0xd8, 0xff])) {
    throw new AppError('EVIDENCE', 'This is neither a JPEG picture nor a WebM, MP4 or Ogg recording.');
  }
  checkJpeg(bytes);
  return 'photo';
}

/** Browsers put the profile of their colours into what they draw; it says nothing of the place. */
const isColourProfile = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 1] === PROFILE && begins(bytes.subarray(at + 4), PROFILE_NAME);

function checkJpeg(bytes: Uint8Array): void {
  for (let at = 2; at + 4 <= bytes.length; ) {
    const [sign, marker] = [bytes[at], bytes[at + 1] ?? 0];
    if (sign !== 0xff) throw new AppError('EVIDENCE', 'The picture is damaged.');
    if (marker === START_OF_SCAN) return;
    const isMetadata = (marker >= METADATA_FIRST && marker <= METADATA_LAST) || marker === COMMENT;
    if (isMetadata && !isColourProfile(bytes, at)) {
      throw new AppError('EVIDENCE', 'The picture carries metadata of the camera; only redrawn pictures are taken.');
    }
    if (FRAMES.has(marker)) {
      const [height, width] = [at + 5, at + 7].map((i) => (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0));
      if ((height ?? 0) > SIDE_PX_MAX || (width ?? 0) > SIDE_PX_MAX) {
        throw new AppError('EVIDENCE', `The picture has more than ${SIDE_PX_MAX} pixels a side.`);
      }
    }
    at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  }
  throw new AppError('EVIDENCE', 'The picture is damaged.');
}
