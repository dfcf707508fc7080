/**
 * The picture with what is drawn on it. Mouse: pull a corner, the dot in the middle of an edge (a new corner), or the
 * whole shape. Keyboard, with the picture focused: arrows move the corner, Tab goes through the corners and leaves
 * behind the last one, Enter adds, Delete takes away, Page Up and Down go through the shapes, Escape leaves.
 */
import type { Corner } from '@chengyun/contracts/polygon.ts';
import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useSize } from '../../ui/use-size.ts';
import { sayPage } from './words/say-page.ts';
import {
  choose,
  chooseNext,
  chosenOf,
  cornersOf,
  type Draft,
  type DrawnShape,
  insertCorner,
  middleAfter,
  moveShape,
  nudgeCorner,
  placeCorner,
  removeCorner,
} from './zone-draft.ts';
import { nameOf } from './zone-words.ts';
import './zone-canvas.css';

export interface ZoneCanvasProps {
  readonly draft: Draft;
  /** False for shapes that this person may only look at. */
  readonly mayEdit: (shape: DrawnShape) => boolean;
  readonly onDraft: (draft: Draft) => void;
  /** Data URL of the still, or null when there is none. */
  readonly picture: string | null;
  /** Width by height. */
  readonly aspect: number;
}

/** Units of the drawing across the picture before its size is known; afterwards they are pixels. */
const WIDTH_UNKNOWN = 1000;
const CORNER_PX = 8;
const MIDDLE_PX = 5;
const ARROW_PX = 20;
const NAME_OFF_PX = 16;
const STEP = 0.005;
const STEP_LARGE = 0.05;
const ARROWS: Readonly<Record<string, Corner>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function ZoneCanvas({ draft, mayEdit, onDraft, picture, aspect }: ZoneCanvasProps) {
  const [frame, { widthPx }] = useSize<HTMLDivElement>();
  const width = widthPx || WIDTH_UNKNOWN;
  const height = width / aspect;
  const at = ([x, y]: Corner) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`;
  const chosen = chosenOf(draft);
  const isEditable = chosen !== null && mayEdit(chosen);
  const pull = usePull(frame, onDraft);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const next = draftAfterKey(event, draft, isEditable);
    if (next === 'leave') event.currentTarget.blur();
    if (next === null) return;
    event.preventDefault();
    if (next !== 'leave') onDraft(next);
  };

  return (
    <div
      class="zone-canvas"
      ref={frame}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys, so it has to take the focus
      tabIndex={0}
      aria-label={sayPage('zones.picture')}
      aria-describedby="zone-keys zone-corner"
      style={{ '--aspect': String(aspect) }}
      onKeyDown={onKeyDown}
    >
      {picture !== null && <img src={picture} alt="" draggable={false} />}
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <defs>
          <pattern id="zone-hatch" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="7" height="14" />
          </pattern>
        </defs>
        {draft.shapes.map((shape) => (
          <g
            key={shape.id}
            class="zone-shape"
            data-kind={shape.kind}
            data-chosen={shape === chosen}
            onPointerDown={(event) => {
              const picked = shape === chosen ? draft : choose(draft, shape.id);
              onDraft(picked);
              if (mayEdit(shape)) pull(event, picked, (from, dx, dy) => moveShape(from, dx, dy));
            }}
          >
            <polygon class="zone-halo" points={shape.polygon.map(at).join(' ')} />
            <polygon class="zone-line" points={shape.polygon.map(at).join(' ')} />
            {shape.kind === 'line' && <polygon class="zone-arrow" points={arrowOf(shape.polygon, width, height)} />}
            {shape.direction !== null && <Direction {...{ direction: shape.direction, width, height }} />}
            {shape.kind === 'ground' &&
              shape.polygon.map(([x, y], index) => (
                <text key={index} class="zone-name" x={x * width} y={y * height - NAME_OFF_PX}>
                  {index + 1}
                </text>
              ))}
            <ShapeName {...{ shape, width, height }} />
          </g>
        ))}
        {chosen &&
          isEditable &&
          cornersOf(chosen).map((corner, index) => {
            const [x, y] = corner;
            const [middleX, middleY] = middleAfter(chosen.polygon, index);
            return (
              <g key={index} class="zone-corners">
                {hasMiddle(chosen, index) && (
                  <circle
                    class="zone-middle"
                    cx={middleX * width}
                    cy={middleY * height}
                    r={MIDDLE_PX}
                    onPointerDown={(event) => {
                      const more = insertCorner(draft, index);
                      onDraft(more);
                      pull(event, more, (from, dx, dy) => placeCorner(from, middleX + dx, middleY + dy));
                    }}
                  />
                )}
                <circle
                  class="zone-corner"
                  data-chosen={index === draft.corner}
                  cx={x * width}
                  cy={y * height}
                  r={CORNER_PX}
                  onPointerDown={(event) => {
                    const picked = choose(draft, chosen.id, index);
                    onDraft(picked);
                    pull(event, picked, (from, dx, dy) => placeCorner(from, x + dx, y + dy));
                  }}
                />
              </g>
            );
          })}
      </svg>
      {picture === null && <p class="zone-nothing mid">{sayPage('zones.noPicture')}</p>}
    </div>
  );
}

/** The middle of a line in pixels, the way that it goes and the way that it counts: to its right. */
function courseOf(polygon: readonly Corner[], width: number, height: number) {
  const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = polygon;
  const [dx, dy] = [(bx - ax) * width, (by - ay) * height];
  const length = Math.hypot(dx, dy) || 1;
  const along: Corner = [dx / length, dy / length];
  return {
    middle: [((ax + bx) / 2) * width, ((ay + by) / 2) * height] as Corner,
    ...{ along, right: [-along[1], along[0]] as Corner },
  };
}

function arrowOf(polygon: readonly Corner[], width: number, height: number): string {
  const { middle, along, right } = courseOf(polygon, width, height);
  const point = (onward: number, aside: number) =>
    [0, 1].map((axis) => (middle[axis]! + along[axis]! * onward + right[axis]! * aside).toFixed(1)).join(',');
  return [point(-ARROW_PX / 2, 2), point(ARROW_PX / 2, 2), point(0, ARROW_PX)].join(' ');
}

/** Where a new corner can be pulled out of an edge. */
const hasMiddle = ({ kind, polygon }: DrawnShape, index: number): boolean =>
  kind !== 'line' && kind !== 'ground' && index < polygon.length;

interface DirectionProps {
  readonly direction: readonly [Corner, Corner];
  readonly width: number;
  readonly height: number;
}

/** From where to where one drives. */
function Direction({ direction, width, height }: DirectionProps) {
  const { along, right } = courseOf(direction, width, height);
  const [from, to] = direction.map(([x, y]): Corner => [x * width, y * height]) as [Corner, Corner];
  const point = (back: number, aside: number) =>
    [0, 1].map((axis) => (to[axis]! - along[axis]! * back + right[axis]! * aside).toFixed(1)).join(',');
  const line = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
  return (
    <>
      <line class="zone-halo" {...line} />
      <line class="zone-line" {...line} />
      <polygon
        class="zone-arrow"
        points={[point(ARROW_PX, -ARROW_PX / 2), point(ARROW_PX, ARROW_PX / 2), point(-2, 0)].join(' ')}
      />
    </>
  );
}

interface ShapeNameProps {
  readonly shape: DrawnShape;
  readonly width: number;
  readonly height: number;
}

/** In the middle; of a line on the side that the arrow leaves free. */
function ShapeName({ shape, width, height }: ShapeNameProps) {
  const { polygon } = shape;
  const { middle, right } = courseOf(polygon, width, height);
  const mean = (axis: 0 | 1) => polygon.reduce((sum, corner) => sum + corner[axis], 0) / polygon.length;
  const [x, y] =
    shape.kind === 'line'
      ? [middle[0] - right[0] * NAME_OFF_PX, middle[1] - right[1] * NAME_OFF_PX]
      : [mean(0) * width, mean(1) * height];
  return (
    <text class="zone-name" x={x} y={y}>
      {nameOf(shape)}
    </text>
  );
}

/** What a key makes of the draft; null when the key is not for the picture. */
function draftAfterKey(
  { key, shiftKey, ctrlKey, metaKey, altKey }: TargetedKeyboardEvent<HTMLDivElement>,
  draft: Draft,
  isEditable: boolean,
): Draft | 'leave' | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === 'Escape') return 'leave';
  if (key === 'PageDown') return chooseNext(draft, 1);
  if (key === 'PageUp') return chooseNext(draft, -1);
  const chosen = chosenOf(draft);
  if (chosen === null || !isEditable) return null;
  if (key === 'Tab') {
    const corner = draft.corner + (shiftKey ? -1 : 1);
    return corner < 0 || corner >= cornersOf(chosen).length ? null : { ...draft, corner };
  }
  const arrow = ARROWS[key];
  const step = shiftKey ? STEP_LARGE : STEP;
  if (arrow) return nudgeCorner(draft, arrow[0] * step, arrow[1] * step);
  if (key === 'Enter') return insertCorner(draft);
  if (key === 'Delete' || key === 'Backspace') return removeCorner(draft);
  return null;
}

type Move = (from: Draft, byX: number, byY: number) => Draft;

/** Follows the pointer from where it went down, in parts of the picture. */
function usePull(frame: { readonly current: HTMLDivElement | null }, onDraft: (draft: Draft) => void) {
  return (event: TargetedPointerEvent<SVGElement>, from: Draft, move: Move): void => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    frame.current?.focus();
    const { clientX, clientY } = event;
    const follow = (to: PointerEvent) =>
      onDraft(move(from, (to.clientX - clientX) / box.width, (to.clientY - clientY) / box.height));
    const end = () => {
      removeEventListener('pointermove', follow);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
    };
    addEventListener('pointermove', follow);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  };
}
