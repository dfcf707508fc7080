/** Turns what a model.json holds into a manifest, or says in one sentence what is wrong with it. */
import { readDecoder } from './decoders.ts';
import { type Fields, fieldsOf } from './fields.ts';
import {
  type ClassifierManifest,
  DETECTION_CLASSES,
  type DetectionClass,
  type DetectorManifest,
  type ModelInput,
  type ModelManifest,
  type SeriesManifest,
} from './manifest-types.ts';
import { ModelError } from './model-error.ts';

const SIDE_MAX_PX = 4096;
const CLASSES_MAX = 10_000;
const BYTES_MAX = 2 ** 32;

const three = (values: readonly number[]): readonly [number, number, number] =>
  values as unknown as readonly [number, number, number];

const readInput = (fields: Fields): ModelInput => ({
  name: fields.text('name'),
  layout: fields.oneOf('layout', ['NCHW', 'NHWC']),
  width: fields.whole('width', 1, SIDE_MAX_PX),
  height: fields.whole('height', 1, SIDE_MAX_PX),
  colour: fields.oneOf('colour', ['RGB', 'BGR']),
  scale: fields.number('scale', 1e-9, 1e9),
  mean: three(fields.numbers('mean', -1e6, 1e6, 3)),
  std: three(fields.numbers('std', 1e-9, 1e6, 3)),
  resize: fields.oneOf('resize', ['letterbox', 'stretch']),
  resample: fields.oneOf('resample', ['area', 'bilinear']),
  pad: fields.number('pad', 0, 255),
});

function readClasses(fields: Fields): readonly string[] {
  const classes = fields.texts('classes');
  if (classes.length > CLASSES_MAX) throw new ModelError(`classes names more than ${CLASSES_MAX}`);
  const twice = classes.find((name, index) => classes.indexOf(name) !== index);
  if (twice !== undefined) throw new ModelError(`classes names ${twice} twice`);
  return classes;
}

function readClassMap(fields: Fields, classes: readonly string[]): Readonly<Record<string, DetectionClass>> {
  return Object.fromEntries(
    fields.entries().map(([from, to]) => {
      if (!classes.includes(from)) throw new ModelError(`classMap names ${from}, which is not in classes`);
      const ours = DETECTION_CLASSES.find((cls) => cls === to);
      if (ours === undefined) throw new ModelError(`classMap leads to ${String(to)}, which is not a class of ours`);
      return [from, ours];
    }),
  );
}

/** Throws ModelError with half a sentence: the caller says which manifest it is about. */
export function parseManifest(value: unknown): ModelManifest {
  const fields = fieldsOf(value, '');
  const task = fields.oneOf('task', ['detect', 'classify', 'sensor-faults']);
  const classes = readClasses(fields);
  const common = {
    id: fields.text('id', /^[a-z0-9][a-z0-9-]{0,63}$/, 'a name in small letters, digits and hyphens'),
    file: fields.text('file', /^[\w.-]+$/, 'the name of a file'),
    sha256: fields.text('sha256', /^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    bytes: fields.whole('bytes', 1, BYTES_MAX),
    licence: fields.text('licence'),
    source: fields.text('source'),
    ...(fields.has('url') ? { url: fields.text('url', /^https:\/\//, 'an https address') } : {}),
    classes,
    figures: fields.has('figures') ? Object.fromEntries(fields.object('figures').entries()) : {},
  };
  if (task === 'sensor-faults') {
    const series: SeriesManifest = { ...common, task, input: fields.text('input'), output: fields.text('output') };
    return series;
  }
  const ends = {
    input: readInput(fields.object('input')),
    output: Array.isArray((value as { output?: unknown }).output) ? fields.texts('output') : fields.text('output'),
  };
  const decoder = fields.object('decoder');
  if (task === 'classify') {
    const kind = decoder.oneOf('kind', ['classes']);
    const classifier: ClassifierManifest = {
      ...{ ...common, ...ends, task },
      decoder: { kind, scores: decoder.oneOf('scores', ['probability', 'logits']) },
    };
    return classifier;
  }
  const detector: DetectorManifest = {
    ...{ ...common, ...ends, task },
    decoder: readDecoder(decoder),
    classMap: readClassMap(fields.object('classMap'), classes),
    threshold: fields.number('threshold', 1e-4, 0.9999),
    nmsIou: fields.number('nmsIou', 1e-4, 1),
  };
  return detector;
}
