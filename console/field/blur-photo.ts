/**
 * Draws a picture anew before it leaves the phone: smaller, without metadata, and in coarse blocks everywhere but around
 * the one spot that the officer points at. What the blocks do not hold nobody can bring back.
 */
const SIDE_PX_MAX = 1280;
const BLOCK_PX = 24;
/** Of the shorter side. */
const CLEAR_SHARE = 0.28;
const QUALITY = 0.8;

export interface Spot {
  /** Shares of width and height, 0 to 1. */
  readonly x: number;
  readonly y: number;
}

export function drawBlurred(canvas: HTMLCanvasElement, picture: ImageBitmap, spot: Spot): void {
  const scale = Math.min(1, SIDE_PX_MAX / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const coarse = document.createElement('canvas');
  coarse.width = Math.max(1, Math.round(width / BLOCK_PX));
  coarse.height = Math.max(1, Math.round(height / BLOCK_PX));
  coarse.getContext('2d')?.drawImage(picture, 0, 0, coarse.width, coarse.height);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(coarse, 0, 0, width, height);
  pen.save();
  pen.beginPath();
  pen.arc(spot.x * width, spot.y * height, Math.min(width, height) * CLEAR_SHARE, 0, 2 * Math.PI);
  pen.clip();
  pen.imageSmoothingEnabled = true;
  pen.drawImage(picture, 0, 0, width, height);
  pen.restore();
}

export function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', QUALITY);
  });
}

export async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
