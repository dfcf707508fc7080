/**
 * A list of rows of one height of which only the visible ones exist. When rows come or go above the chosen one, the list
 * scrolls by as much, so that the chosen row stays where it is on the screen; where it cannot scroll further up, it
 * leaves room on top until the next movement of a person. It says how many rows are out of sight above.
 */
import type { ComponentChild } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useSize } from '../ui/use-size.ts';

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly rowPx: number;
  readonly idOf: (item: T) => string;
  readonly chosenId: string | null;
  readonly renderRow: (item: T, topPx: number) => ComponentChild;
  readonly label: string;
  readonly onAbove: (hidden: number) => void;
  readonly onPointerMove: () => void;
  readonly onPointerLeave: () => void;
}

const OVERSCAN = 6;

export interface Anchor {
  readonly scrollPx: number;
  readonly padPx: number;
}

/** Scroll and room on top after the chosen row moved by `byPx` within the list. */
export function anchorAfter(before: Anchor, byPx: number): Anchor {
  const padPx = Math.max(0, before.padPx - Math.max(0, byPx));
  const scrollPx = before.scrollPx + byPx - (before.padPx - padPx);
  return scrollPx >= 0 ? { scrollPx, padPx } : { scrollPx: 0, padPx: padPx - scrollPx };
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, rowPx, idOf, chosenId, renderRow, label, onAbove, onPointerMove, onPointerLeave } = props;
  const [ref, { heightPx }] = useSize<HTMLDivElement>();
  const [scrollPx, setScrollPx] = useState(0);
  const [padPx, setPadPx] = useState(0);
  const seen = useRef<{ id: string | null; index: number }>({ id: null, index: -1 });
  const index = chosenId === null ? -1 : items.findIndex((item) => idOf(item) === chosenId);

  useLayoutEffect(() => {
    const box = ref.current;
    const before = seen.current;
    seen.current = { id: chosenId, index };
    if (!box || index === -1) return;
    if (before.id === chosenId && before.index !== -1) {
      if (before.index === index) return;
      const anchor = anchorAfter({ scrollPx: box.scrollTop, padPx }, (index - before.index) * rowPx);
      setPadPx(anchor.padPx);
      box.style.setProperty('--pad', `${anchor.padPx}px`);
      box.scrollTop = anchor.scrollPx;
      // Not with the event, which comes a frame later: until then the rows that belong there would be missing.
      setScrollPx(box.scrollTop);
      return;
    }
    // A person moved the choice: the room on top has served its purpose.
    setPadPx(0);
    box.style.setProperty('--pad', '0px');
    const topPx = index * rowPx;
    if (topPx < box.scrollTop) box.scrollTop = topPx;
    else if (topPx + rowPx > box.scrollTop + box.clientHeight) box.scrollTop = topPx + rowPx - box.clientHeight;
    setScrollPx(box.scrollTop);
  }, [chosenId, index]);

  const above = Math.max(0, Math.min(items.length, Math.round((scrollPx - padPx) / rowPx)));
  useEffect(() => onAbove(above), [above]);
  const from = Math.max(0, Math.floor((scrollPx - padPx) / rowPx) - OVERSCAN);
  const to = Math.min(items.length, Math.ceil((scrollPx - padPx + heightPx) / rowPx) + OVERSCAN);
  return (
    <div
      class="virtual"
      ref={ref}
      style={{ '--pad': `${padPx}px` }}
      onScroll={(event) => setScrollPx(event.currentTarget.scrollTop)}
      onPointerMove={onPointerMove}
      onPointerLeave={onPointerLeave}
    >
      {/* Room below, so that the last row can stay where it is when rows above it go. */}
      <ol aria-label={label} style={{ '--height': `${items.length * rowPx + Math.max(0, heightPx - rowPx)}px` }}>
        {items.slice(from, to).map((item, offset) => renderRow(item, (from + offset) * rowPx))}
      </ol>
    </div>
  );
}
