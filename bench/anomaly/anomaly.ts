/** Streaming anomaly detection on the Numenta Anomaly Benchmark: ours, and what published detectors said, by one scorer. */
import { createDetector } from '@chengyun/analytics/anomaly/detector.ts';
import { type NabFile, readCorpus, readPublished } from '@chengyun/analytics/anomaly/nab-corpus.ts';
import { type ScoredFile, scoreNab } from '@chengyun/analytics/anomaly/nab-score.ts';
import type { Benchmark } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';

const PUBLISHED = ['ARTime', 'randomCutForest', 'relativeEntropy', 'windowedGaussian', 'twitterADVec'];
/** Where the detector itself says that something begins. */
const OWN_THRESHOLD = 0.5;
const US_PER_MS = 1_000;

type GroupedFile = ScoredFile & { readonly group: string };
type ScoresOf = (file: NabFile) => readonly number[];

export const anomaly: Benchmark = {
  parts: ['nab', 'peers'],
  defaultParts: ['nab', 'peers'],
  async run({ parts, runs, note, signal }, samples) {
    const folder = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
    const corpus = readCorpus(folder);
    const scored = (scoresOf: ScoresOf): GroupedFile[] =>
      corpus.map((file) => ({ scores: scoresOf(file), windows: file.windows, group: file.name.split('/')[0]! }));
    if (parts.includes('nab')) {
      // The scores are the same every time; only the time differs.
      for (let run = 1; run <= runs && !signal.aborted; run++) {
        let readings = 0;
        const before = process.cpuUsage();
        const files = scored(({ atMs, values }) => {
          const detector = createDetector();
          readings += values.length;
          return values.map((value, i) => detector.push(atMs[i]!, value));
        });
        const { user, system } = process.cpuUsage(before);
        samples.add('us_per_push', (user + system) / readings);
        note(`  run ${run} of ${runs}: ${readings} readings in ${Math.round((user + system) / US_PER_MS)} ms of CPU`);
        if (run === 1) addScores(files, samples);
      }
    }
    if (!parts.includes('peers')) return;
    const peers: Record<string, number> = {};
    for (const name of PUBLISHED) {
      if (signal.aborted) return;
      const published = readPublished(folder, name);
      peers[name] = scoreNab(scored((file) => published.get(file.name) ?? [])).score;
    }
    samples.addEach('nab_score_published', peers);
  },
};

function addScores(files: readonly GroupedFile[], samples: Samples): void {
  const best = scoreNab(files);
  samples.add('nab_score', scoreNab(files, OWN_THRESHOLD).score);
  samples.add('nab_score_best_threshold', best.score);
  samples.add('nab_threshold', best.threshold);
  const groups = [...new Set(files.map(({ group }) => group))];
  const labelled = groups.filter((group) => files.some((file) => file.group === group && file.windows.length > 0));
  const only = (group: string) => files.filter((file) => file.group === group);
  const others = (group: string) => files.filter((file) => file.group !== group);
  samples.addEach(
    'nab_score_by_group',
    Object.fromEntries(labelled.map((group) => [group, scoreNab(only(group), OWN_THRESHOLD).score])),
  );
  samples.addEach(
    'nab_score_leave_group_out',
    Object.fromEntries(
      labelled.map((group) => [group, scoreNab(only(group), scoreNab(others(group)).threshold).score]),
    ),
  );
}
