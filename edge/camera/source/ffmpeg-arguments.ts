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
  /** The address gives one JPEG each time it is asked. */
  readonly snapshot?: boolean | undefined;
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
  /** A method of ffmpeg that was tried and works on this box; by the processor when left out. */
  readonly hwaccel?: string | null | undefined;
}

export function isFileSource(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]+:\/\//i.test(url);
}

/** The address without user name and password. */
export function printableUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]+:\/\/)[^/]*@/i, '$1');
}

/** Whatever a program said of an address, without name and password. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]+:\/\/)[^/\s"']*@/gi, '$1');
}

export function ffmpegArguments({ source, framesPerS, widthPxMax, masks, hwaccel }: DecodeConfig): string[] {
  const isLive = !isFileSource(source.url);
  const filters = [
    ...(isLive ? thinOut(framesPerS, source.snapshot ?? false) : [`fps=${framesPerS}`]),
    // Even sizes only: many decoders have no odd chroma planes.
    `scale=w='2*trunc(min(${widthPxMax},iw)/2)':h=-2:flags=area`,
    ...masks.map(blacken),
  ];
  // Portable pixmaps carry their size in a short header and are raw RGB behind it.
  const rate = isLive ? ['-r', String(framesPerS)] : [];
  const output = ['-vf', filters.join(','), ...rate, '-pix_fmt', 'rgb24', '-c:v', 'ppm', '-f', 'image2pipe'];
  const input = inputArguments(source, hwaccel ?? null);
  return ['-nostdin', '-hide_banner', '-loglevel', 'error', ...input, '-map', '0:v:0', ...output, 'pipe:1'];
}

/**
 * Pictures of a camera are chosen by the time they carry, whose steps may be wrong: a clock that jumps must neither fill
 * the gap with thousands of copies nor wait for what lies in the past. That time is told beside, on the fourth channel;
 * then the pictures are numbered evenly, so that none is doubled behind this.
 */
function thinOut(framesPerS: number, isSnapshot: boolean): string[] {
  const evenly = `settb=AVTB,setpts=N/(${framesPerS}*TB)`;
  if (isSnapshot) return [evenly];
  const [step, early, late] = [1, STEP_EARLY, STEPS_LATE].map((steps) => figure(steps / framesPerS));
  // The expression remembers when the next picture is due. On time, the one after is due a step later; after a gap, a jump
  // or at the start, a step from now.
  const isEarly = `lt(t,ld(0)-${early})*gt(t,ld(0)-${late})`;
  const next = `if(between(t,ld(0)-${early},ld(0)+${step}),ld(0)+${step},t+${step})`;
  return [
    `select='if(${isEarly},0,0*st(0,${next})+1)'`,
    // What carries no label is not printed.
    'metadata=add:key=taken:value=1',
    'metadata=print:file=pipe\\\\:3:direct=1',
    evenly,
  ];
}

/** A camera's steps tremble: a picture that comes by so many of them early is the next one. */
const STEP_EARLY = 0.1;
/** A time that lies further back than this is another time, not an early picture. */
const STEPS_LATE = 3;

/** Rounded outwards to whole pixels: a border that is cut through is masked. */
function blacken({ x, y, w, h }: Mask): string {
  const [left, top] = [`floor(iw*${figure(x)})`, `floor(ih*${figure(y)})`];
  const [right, bottom] = [`ceil(iw*${figure(x + w)})`, `ceil(ih*${figure(y + h)})`];
  return `drawbox=${left}:${top}:${right}-${left}:${bottom}-${top}:black:fill`;
}

/** Short enough for hundreds of masks on one command line; a hundred-thousandth of a picture is no pixel. */
const figure = (value: number): number => Math.round(value * 1e5) / 1e5;

function inputArguments(
  { url, snapshot = false, rtspTransport = 'tcp', loop = false, lossless = false }: SourceConfig,
  hwaccel: string | null,
): string[] {
  const decode = hwaccel === null ? ['-threads', '1'] : ['-hwaccel', hwaccel];
  // Nothing is gained by looking at twenty pictures before the first is shown.
  const atOnce = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-analyzeduration', '500000', '-fpsprobesize', '0'];
  if (snapshot) return ['-threads', '1', ...atOnce, '-f', 'mjpeg', '-i', 'pipe:0'];
  if (/^rtsps?:/i.test(url)) {
    return [...decode, ...atOnce, '-rtsp_transport', rtspTransport, '-i', url];
  }
  if (!isFileSource(url)) return [...decode, ...atOnce, '-i', url];
  return [...decode, ...(lossless ? [] : ['-re']), ...(loop ? ['-stream_loop', '-1'] : []), '-i', url];
}
