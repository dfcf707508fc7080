/** Words and tables of a model's card, from measured figures only. */
import type { DetectorManifest } from '../runtime/manifest-types.ts';
import { parameterCount } from '../training/parameters.ts';
import { FLOAT_FILE, RANGES_FILE } from '../training/quantise.ts';
import { type Run, totalOf } from './course.ts';
import type { Evaluation } from './evaluate.ts';
import { allTable, clearTable } from './tables.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** `floatBytes`: size of the float32 file that the quantised one was made from. */
export function cardOf(
  manifest: DetectorManifest,
  floatBytes: number,
  evaluation: Evaluation,
  course: readonly Run[],
): string {
  const { seconds, images } = totalOf(course);
  const runs = course.map(({ progress }) => `${whole(progress.at(-1)?.seconds ?? 0)} s`).join(' and ');
  return `# ${manifest.id}

A small street detector: vehicles, two-wheelers (with their riders) and persons in the picture of a fixed camera. It
makes the start command show real inference on any machine. For real streets name \`yolox-nano\` in the camera's
configuration; this model has only ever seen drawn ones.

- Size: ${parameterCount().toLocaleString('en')} parameters, ${manifest.bytes.toLocaleString('en')} bytes of ONNX, input ${manifest.input.width} x ${manifest.input.height} RGB, heat map at stride 8.
- Arithmetic: \`${manifest.file}\` computes in 8 bits between its first and its last layer. It is made from the trained
  float32 weights in \`${FLOAT_FILE}\` (${floatBytes.toLocaleString('en')} bytes) and the ranges in \`${RANGES_FILE}\`, measured on frames trained on.
  Every figure here is of the 8-bit file.
- Cost: ${evaluation.cost.p50Ms.toFixed(2)} ms of processor time a frame (median; 95 % below ${evaluation.cost.p95Ms.toFixed(2)} ms), from pixels to boxes, one thread;
  measured at load ${evaluation.cost.load.toFixed(0)} on ${evaluation.cost.cores} cores.
- Training: TensorFlow.js (WebAssembly), \`node models/training/main.ts train\`, ${whole(seconds)} s in ${course.length === 1 ? 'one run' : `${course.length} runs (${runs})`} on one core, ${whole(images)} images seen. Course in \`training-log.json\`.
- Data: rendered streets and underpasses by \`models/synthetic\`: random camera, light, rain, fog, noise, blur, compression.
  Two-wheelers and the dark are drawn more often to learn from than to be scored on.
- Scored on ${evaluation.frames.day} day and ${evaluation.frames.night} dusk and night frames of scenes whose seeds, camera heights and focal lengths do not occur
  in training. The classes' thresholds, moved to one common ${evaluation.threshold}, and overlap suppression (${manifest.nmsIou}) were chosen on other
  scenes of that family; nothing was chosen on the scored ones.
- Licence: ${manifest.licence}. No photograph, no person and no number plate took part.

## What can be seen well

Things at least 70 % visible, vehicles with a side of 16 px and more, others 20 px and taller, by the rules of COCO for
a range of sizes: things beyond the range are neither owed nor mistakes, and a box that hits nothing is a mistake if its
own size lies in the range. Wanted is what precision and recall should reach.

${clearTable(evaluation.clear)}

## Everything at least 40 % visible and 8 px (vehicles) or 10 px (others) high

${allTable(evaluation.all)}

Pixels are those of the model's input, 320 across. Figures are cut to two places. Count error is the mean difference
between the number of things found and true.

## What it is bad at

- Real pictures: it was never shown one, and no figure here speaks about them.
- Persons and two-wheelers below 20 px: half a cell of error at stride 8 is a large part of such a box.
- Two-wheelers that are small: it says too many rather than too few, and about half of those boxes are loose or wrong. Keep
  zones that count them to where they are 20 px and taller.
- Night, rain and noise together; things more than half hidden; large vehicles cut by the border of the picture.
- Everything that is not in the drawn city: tricycles, tractors, animals, crowds that touch each other.
`;
}
