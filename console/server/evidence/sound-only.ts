/**
 * Recordings of a phone hold sound and nothing else: a film would show who stands there, and some formats carry the
 * place of the phone. WebM and MP4 name the kind of each track, Ogg the codec; that is what is looked for.
 */
import { AppError } from '@chengyun/platform/service/service.ts';

export type SoundType = 'audio/webm' | 'audio/mp4' | 'audio/ogg';

const WEBM = Buffer.from('1a45dfa3', 'hex');
/** Codecs of WebM whose names begin so are films. */
const FILM_CODECS = ['V_VP', 'V_AV1', 'V_MPEG', 'V_THEORA', 'V_UNCOMPRESSED'];
/** Behind `hdlr` stand eight bytes of version and predefined, then the kind of the track. */
const HANDLER_KIND_AT = 12;
const PLACE = Buffer.from('a978797a', 'hex');

/** By the first bytes; null when it is no recording. */
export function soundTypeOf(bytes: Uint8Array): SoundType | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12));
  if (head.subarray(0, 4).equals(WEBM)) return 'audio/webm';
  if (head.subarray(0, 4).toString('latin1') === 'OggS') return 'audio/ogg';
  return head.subarray(4, 8).toString('latin1') === 'ftyp' ? 'audio/mp4' : null;
}

/** Throws AppError EVIDENCE when there is more in it than sound. */
export function checkSound(bytes: Uint8Array, type: SoundType): void {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFilm = {
    'audio/webm': () => FILM_CODECS.some((codec) => all.includes(codec)),
    'audio/ogg': () => all.includes('\x80theora', 0, 'latin1'),
    'audio/mp4': () => hasFilmTrack(all),
  }[type];
  if (isFilm()) throw new AppError('EVIDENCE', 'The recording holds a film; only sound is taken.');
  if (type === 'audio/mp4' && saysPlace(all)) {
    throw new AppError('EVIDENCE', 'The recording says where it was made; only sound is taken.');
  }
}

function hasFilmTrack(all: Buffer): boolean {
  for (let at = all.indexOf('hdlr'); at >= 0; at = all.indexOf('hdlr', at + 4)) {
    const kind = all.subarray(at + HANDLER_KIND_AT, at + HANDLER_KIND_AT + 4).toString('latin1');
    if (kind === 'vide') return true;
  }
  return false;
}

/** Within the user data of the file, as phones write it. */
function saysPlace(all: Buffer): boolean {
  const userData = all.indexOf('udta');
  return userData >= 0 && (all.indexOf(PLACE, userData) >= 0 || all.indexOf('loci', userData) >= 0);
}
