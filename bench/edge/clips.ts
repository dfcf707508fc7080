/**
 * Recorded street cameras: what a camera reports second by second against its detector's own boxes, by day and by night,
 * whether busy and empty clips come in the right order, and how sure it is, also of a view from above that the detector
 * was not made for. Clips of Transport for London and Intel lie beside the project and are not part of it. The same
 * frames give the same figures, so it runs once.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DOUBTFUL_MIN } from '@chengyun/edge/camera/detectors.ts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { createDetector } from '@chengyun/models/runtime/detector.ts';
import { evaluationFolder } from '@chengyun/ops/replay/sets.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { type JudgedClip, judgeClip } from './judge-clip.ts';
import { rankCorrelation } from './rank-order.ts';
import { MEASURED_MODEL, weightsDirOf } from './weights.ts';

const STREET_FOLDER = 'video-tfl-jamcam';
export const FROM_ABOVE = 'video-clips/car-detection.mp4';
/** The hour of a JamCam clip is in its name: `<camera>_<yyyymmddhhmm>.mp4`. */
const NIGHT_FROM_HOUR = 20;

interface Judged extends JudgedClip {
  readonly name: string;
  readonly isNight: boolean;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

export async function measureClips(context: BenchContext, samples: Samples): Promise<void> {
  const folder = evaluationFolder();
  const street = join(folder, STREET_FOLDER);
  if (!existsSync(street)) {
    throw new AppError('NO_DATA', `There are no street clips at ${street}; name their folder with CHENGYUN_DATA_DIR.`);
  }
  const detector = await createDetector(MEASURED_MODEL, {
    weightsDir: weightsDirOf(context),
    threshold: DOUBTFUL_MIN,
  });
  const ffmpegPath = findFfmpeg(systemFindDeps(process.env));
  const judge = async (path: string): Promise<Judged> => {
    const name = basename(path, '.mp4');
    const clip = await judgeClip(path, detector, ffmpegPath);
    const [reported, raw] = [mean(clip.seconds.map((one) => one.reported)), mean(clip.seconds.map((one) => one.raw))];
    context.note(
      `    ${name.padEnd(18)} reported ${reported.toFixed(2).padStart(6)} raw ${raw.toFixed(2).padStart(6)} confidence ${clip.confidence.toFixed(2)}`,
    );
    return { ...clip, name, isNight: Number(name.split('_')[1]?.slice(8, 10) ?? 0) >= NIGHT_FROM_HOUR };
  };
  try {
    const clips: Judged[] = [];
    for (const file of readdirSync(street).filter((each) => each.endsWith('.mp4'))) {
      if (context.signal.aborted) return;
      clips.push(await judge(join(street, file)));
    }
    const above = await judge(join(folder, FROM_ABOVE));
    addFigures(samples, clips, above);
  } finally {
    await detector.close();
  }
}

function addFigures(samples: Samples, clips: readonly Judged[], above: Judged): void {
  for (const [when, isNight] of [
    ['day', false],
    ['night', true],
  ] as const) {
    const those = clips.filter((clip) => clip.isNight === isNight);
    const seconds = those.flatMap((clip) => clip.seconds);
    samples.add(`clips_${when}`, those.length);
    samples.add(`clips_${when}_vehicles_raw`, mean(seconds.map(({ raw }) => raw)));
    samples.add(`clips_${when}_count_error`, mean(seconds.map(({ raw, reported }) => Math.abs(raw - reported))));
    samples.add(`clips_${when}_count_bias`, mean(seconds.map(({ raw, reported }) => reported - raw)));
    samples.add(`clips_${when}_confidence`, median(those.map(({ confidence }) => confidence)));
    samples.add(`clips_${when}_confidence_least`, Math.min(...those.map(({ confidence }) => confidence)));
  }
  const means = (key: 'reported' | 'raw') => clips.map(({ seconds }) => mean(seconds.map((one) => one[key])));
  samples.add('clips_rank_correlation', rankCorrelation(means('reported'), means('raw')));
  samples.add('clips_from_above_confidence', above.confidence);
}
