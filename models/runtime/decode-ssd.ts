/**
 * Reads boxes off an SSD head (Liu et al. 2016): two outputs, boxes [1, N, 4] first and scores [1, N, classes] second.
 * Three kinds of boxes are supported, and no other:
 * - `corners`: already decoded [x1, y1, x2, y2] in parts of the input, 0..1;
 * - `corners-yx`: the same as [y1, x1, y2, x2];
 * - `offsets`: [tx, ty, tw, th] against anchors. A layer of `stride` s has the given anchors (width and height in pixels)
 *   around the middle of each cell; rows of the output run layer by layer, row by row, column by column, anchor by
 *   anchor. centre = anchor centre + t * variances[0] * anchor size, size = anchor size * exp(t * variances[1]).
 * Scores are probabilities or logits (softmax over all of them); `background: 'first'` means one more channel, the
 * first, that stands for nothing. An SSD with suppression built into the network (four outputs) is not supported.
 */
import { cellsOf, type DecoderKind, gridOf, type HeadPlace, type RawBox, STRIDE_MAX, softmax } from './decoder.ts';
import { ModelError } from './model-error.ts';

export interface SsdLayer {
  readonly stride: number;
  readonly anchorsPx: readonly (readonly [width: number, height: number])[];
}

export type SsdBoxes =
  | { readonly boxes: 'corners' | 'corners-yx'; readonly count: number }
  | {
      readonly boxes: 'offsets';
      readonly layers: readonly SsdLayer[];
      readonly variances: readonly [centre: number, size: number];
    };

export type SsdSettings = SsdBoxes & {
  readonly kind: 'ssd';
  readonly scores: 'probability' | 'logits';
  readonly background: 'first' | 'none';
};

type Corners = readonly [x: number, y: number, right: number, bottom: number];

const BOXES_MAX = 200_000;

/** How the row-th box of the first output is read, in pixels of the input. */
function cornersReader(settings: SsdSettings, place: HeadPlace): (head: Float32Array, row: number) => Corners {
  const { width, height } = place;
  if (settings.boxes !== 'offsets') {
    const [x, y] = settings.boxes === 'corners' ? [0, 1] : [1, 0];
    return (head, row) => [
      head[row * 4 + x]! * width,
      head[row * 4 + y]! * height,
      head[row * 4 + 2 + x]! * width,
      head[row * 4 + 2 + y]! * height,
    ];
  }
  const [centre, size] = settings.variances;
  const anchors = settings.layers.flatMap(({ stride, anchorsPx }) => {
    const { columns, rows } = gridOf(place, stride);
    return Array.from({ length: columns * rows }, (_, cell) =>
      anchorsPx.map(([w, h]) => {
        const cx = ((cell % columns) + 0.5) * stride;
        return { cx, cy: (Math.floor(cell / columns) + 0.5) * stride, w, h };
      }),
    ).flat();
  });
  return (head, row) => {
    const anchor = anchors[row]!;
    const cx = anchor.cx + head[row * 4]! * centre * anchor.w;
    const cy = anchor.cy + head[row * 4 + 1]! * centre * anchor.h;
    const w = anchor.w * Math.exp(head[row * 4 + 2]! * size);
    const h = anchor.h * Math.exp(head[row * 4 + 3]! * size);
    return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
  };
}

const countOf = (settings: SsdSettings, place: HeadPlace): number =>
  settings.boxes === 'offsets'
    ? settings.layers.reduce((sum, { stride, anchorsPx }) => sum + cellsOf(place, [stride]) * anchorsPx.length, 0)
    : settings.count;

export const ssd: DecoderKind<SsdSettings> = {
  kind: 'ssd',
  read(fields) {
    const common = {
      kind: 'ssd',
      scores: fields.oneOf('scores', ['probability', 'logits']),
      background: fields.oneOf('background', ['first', 'none']),
    } as const;
    const boxes = fields.oneOf('boxes', ['corners', 'corners-yx', 'offsets']);
    if (boxes !== 'offsets') return { ...common, boxes, count: fields.whole('count', 1, BOXES_MAX) };
    const layers = fields.objects('layers').map((layer) => {
      const sides = layer.numbers('anchorsPx', 1, 4096);
      if (sides.length % 2 !== 0) {
        throw new ModelError('decoder.layers must give anchorsPx as width, height, width, height and so on');
      }
      const anchorsPx = Array.from(
        { length: sides.length / 2 },
        (_, at) => [sides[at * 2]!, sides[at * 2 + 1]!] as const,
      );
      return { stride: layer.whole('stride', 1, STRIDE_MAX), anchorsPx };
    });
    const [centre, size] = fields.numbers('variances', 0.001, 10, 2) as [number, number];
    return { ...common, boxes, layers, variances: [centre, size] };
  },
  shapes(settings, place) {
    const count = countOf(settings, place);
    const channels = place.classes + (settings.background === 'first' ? 1 : 0);
    return [
      [1, count, 4],
      [1, count, channels],
    ];
  },
  decode([boxHead, scoreHead], settings, place, threshold) {
    const skip = settings.background === 'first' ? 1 : 0;
    const channels = place.classes + skip;
    const chance = new Float64Array(channels);
    const cornersAt = cornersReader(settings, place);
    const boxes: RawBox[] = [];
    const count = countOf(settings, place);
    for (let row = 0; row < count; row++) {
      if (settings.scores === 'logits') softmax(scoreHead!, row * channels, channels, chance);
      else for (let at = 0; at < channels; at++) chance[at] = scoreHead![row * channels + at]!;
      // Each class of a box speaks for itself, as in the paper; suppression goes class by class.
      for (let classIndex = 0; classIndex < place.classes; classIndex++) {
        const score = chance[classIndex + skip]!;
        if (score < threshold) continue;
        const [x, y, right, bottom] = cornersAt(boxHead!, row);
        boxes.push({ classIndex, score, x, y, w: right - x, h: bottom - y });
      }
    }
    return boxes;
  },
};
