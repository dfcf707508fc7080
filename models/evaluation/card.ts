/** Words and tables of a model's card, from measured figures only. */
import { DETECTION_CLASSES, type DetectorManifest } from '../runtime/manifest-types.ts';
import { parameterCount } from '../training/parameters.ts';
import type { Progress } from '../training/train.ts';
import type { Evaluation, Part } from './evaluate.ts';

const two = (value: number): string => value.toFixed(2);

function table(scores: Evaluation['all']): string {
  const rows = (['day', 'night'] as const satisfies readonly Part[]).flatMap((part) =>
    DETECTION_CLASSES.map((cls) => {
      const { objects, averagePrecision, precision, recall, countError, countMean } = scores[part][cls];
      return `| ${part} | ${cls} | ${objects} | ${two(averagePrecision)} | ${two(precision)} | ${two(recall)} | ${two(countError)} of ${two(countMean)} |`;
    }),
  );
  return [
    '| light | class | things | AP | precision | recall | count error per frame |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

export function cardOf(manifest: DetectorManifest, evaluation: Evaluation, progress: readonly Progress[]): string {
  const last = progress.at(-1);
  const run =
    last === undefined
      ? 'no log'
      : `${Math.round(last.seconds)} s on one core, ${last.images.toLocaleString('en')} images seen`;
  return `# ${manifest.id}

A small street detector: vehicles, two-wheelers (with their riders) and persons in the picture of a fixed camera. It
makes the start command show real inference on any machine. For real streets name \`yolox-nano\` in the camera's
configuration; this model has only ever seen drawn ones.

- Size: ${parameterCount().toLocaleString('en')} parameters, ${manifest.bytes.toLocaleString('en')} bytes of ONNX, input ${manifest.input.width} x ${manifest.input.height} RGB, heat map at stride 8.
- Training: TensorFlow.js (WebAssembly), \`node models/training/main.ts train\`, ${run}. Course in \`training-log.json\`.
- Data: rendered streets and underpasses by \`models/synthetic\`: random camera, light, rain, fog, noise, blur, compression.
- Scored on ${evaluation.frames.day} day and ${evaluation.frames.night} dusk and night frames of scenes whose seeds, camera heights and focal lengths do not occur
  in training. Threshold (${evaluation.threshold}) and overlap suppression (${manifest.nmsIou}) were chosen on other scenes of that family.
- Licence: ${manifest.licence}. No photograph, no person and no number plate took part.

## Simulated truth, IoU 0.5, everything at least 40 % visible and 8 px (vehicles) or 10 px (others) high

${table(evaluation.all)}

## The same, things at least 70 % visible, vehicles with a side of 16 px and more, others 20 px and taller

${table(evaluation.clear)}

Pixels are those of the model's input, 320 across. Count error is the mean difference between the number of things
found and true.

## What it is bad at

- Real pictures: it was never shown one, and no figure here speaks about them.
- Persons and two-wheelers below 20 px: half a cell of error at stride 8 is a large part of such a box. Use counts, not boxes.
- Night, rain and noise together; things more than half hidden; large vehicles cut by the border of the picture.
- Everything that is not in the drawn city: tricycles, tractors, animals, crowds that touch each other.
`;
}
