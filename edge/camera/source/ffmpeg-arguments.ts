/** How ffmpeg is called for one camera: decode, thin out, mask, shrink, and hand over raw RGB frames on stdout. */

/** A rectangle in parts of the picture, 0 to 1, from the top left. */
export interface Mask {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface SourceConfig {
  /** `rtsp://...`, `http(s)://...` or a path. May hold a password: only `printableUrl` of it is ever printed. */
  readonly url: string;
  readonly rtspTransport?: 'tcp' | 'udp' | undefined;
  /** Begin a file again at its end. */
  readonly loop?: boolean | undefined;
  /** A file normally runs at its own speed and the latest frame wins; `lossless` judges every frame, however long it takes. */
  readonly lossless?: boolean | undefined;
}

export interface DecodeConfig {
  readonly source: SourceConfig;
  /** Frames per second that are handed over. */
  readonly framesPerS: number;
  /** Wider pictures are shrunk to this. */
  readonly widthPxMax: number;
  /** Blackened before a frame reaches any other program. */
  readonly masks: readonly Mask[];
}

export function isFileSource(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]+:\/\//i.test(url);
}

/** The address without user name and password. */
export function printableUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]+:\/\/)[^/]*@/i, '$1');
}

export function ffmpegArguments({ source, framesPerS, widthPxMax, masks }: DecodeConfig): string[] {
  const filters = [
    `fps=${framesPerS}`,
    // Even sizes only: many decoders have no odd chroma planes.
    `scale=w='2*trunc(min(${widthPxMax},iw)/2)':h=-2:flags=area`,
    ...masks.map(blacken),
  ];
  // Portable pixmaps carry their size in a short header and are raw RGB behind it.
  const output = ['-map', '0:v:0', '-vf', filters.join(','), '-pix_fmt', 'rgb24', '-c:v', 'ppm', '-f', 'image2pipe'];
  return ['-nostdin', '-hide_banner', '-loglevel', 'error', ...inputArguments(source), ...output, 'pipe:1'];
}

/** Rounded outwards to whole pixels: a border that is cut through is masked. */
function blacken({ x, y, w, h }: Mask): string {
  const [left, top] = [`floor(iw*${figure(x)})`, `floor(ih*${figure(y)})`];
  const [right, bottom] = [`ceil(iw*${figure(x + w)})`, `ceil(ih*${figure(y + h)})`];
  return `drawbox=${left}:${top}:${right}-${left}:${bottom}-${top}:black:fill`;
}

/** Short enough for hundreds of masks on one command line; a hundred-thousandth of a picture is no pixel. */
const figure = (value: number): number => Math.round(value * 1e5) / 1e5;

function inputArguments({ url, rtspTransport = 'tcp', loop = false, lossless = false }: SourceConfig): string[] {
  const oneThread = ['-threads', '1'];
  if (/^rtsps?:/i.test(url)) {
    return [
      ...oneThread,
      '-fflags',
      'nobuffer',
      '-flags',
      'low_delay',
      '-analyzeduration',
      '1000000',
      '-fpsprobesize',
      '0',
      '-rtsp_transport',
      rtspTransport,
      '-i',
      url,
    ];
  }
  if (!isFileSource(url)) return [...oneThread, '-i', url];
  return [...oneThread, ...(lossless ? [] : ['-re']), ...(loop ? ['-stream_loop', '-1'] : []), '-i', url];
}
