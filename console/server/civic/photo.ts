/**
 * A photo of a citizen: decoded, made small and blurred, and encoded anew, so that nothing of the file that came stays:
 * no place, no time, no make of phone, no face and no plate that could be read. What is no photo is refused before it is
 * decoded, by its first bytes; a picture that would be huge when decoded is refused by its header.
 */
import sharp from 'sharp';

export const PHOTO_BYTES_MAX = 4_000_000;
const PIXELS_MAX = 40_000_000;
const SIDE_PX = 320;
/** Of the small picture: detail finer than about a twentieth of its width is gone. */
const BLUR_SIGMA_PX = 5;
const AT_ONCE_MAX = 2;
const WAITING_MAX = 8;
const DECODE_S_MAX = 10;

export type PhotoFault = 'photo-too-large' | 'photo-kind' | 'photo-broken' | 'busy';
export const PHOTO_FAULTS: Readonly<Record<PhotoFault, string>> = {
  'photo-too-large': '照片太大。 The photo is too large: at most 4 MB and 40 megapixels.',
  'photo-kind': '只接受 JPEG、PNG 或 WebP 照片。 Only photos as JPEG, PNG or WebP are taken.',
  'photo-broken': '照片无法读取。 The photo cannot be read.',
  busy: '系统繁忙，请稍后再试。 Too many photos at once; try again in a minute.',
};

export type PhotoAnswer = { readonly jpeg: Buffer } | { readonly fault: PhotoFault };

/** By first bytes: what SVG, archives and PDF begin with is none of them. */
function isPhoto(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 12);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return true;
  if (head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return true;
  return head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP';
}

export interface PhotoPress {
  press(bytes: Buffer): Promise<PhotoAnswer>;
}

export function createPhotoPress(): PhotoPress {
  let [running, waiting] = [0, 0];
  const queue: (() => void)[] = [];
  const enter = async (): Promise<boolean> => {
    if (running < AT_ONCE_MAX) {
      running++;
      return true;
    }
    if (waiting >= WAITING_MAX) return false;
    waiting++;
    await new Promise<void>((resolve) => queue.push(resolve));
    waiting--;
    return true;
  };
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };

  return {
    async press(bytes) {
      if (bytes.byteLength > PHOTO_BYTES_MAX) return { fault: 'photo-too-large' };
      if (!isPhoto(bytes)) return { fault: 'photo-kind' };
      if (!(await enter())) return { fault: 'busy' };
      try {
        return { jpeg: await pressed(bytes) };
      } catch (error) {
        return { fault: /pixel limit/i.test((error as Error).message) ? 'photo-too-large' : 'photo-broken' };
      } finally {
        leave();
      }
    },
  };
}

function pressed(bytes: Buffer): Promise<Buffer> {
  // Upright by its EXIF first; without asking for metadata the encoder writes none.
  return sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error', pages: 1, sequentialRead: true })
    .rotate()
    .resize({ width: SIDE_PX, height: SIDE_PX, fit: 'inside', withoutEnlargement: true })
    .blur(BLUR_SIGMA_PX)
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 70 })
    .timeout({ seconds: DECODE_S_MAX })
    .toBuffer();
}
