import type { View } from './view.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** One SVG over the canvas, of parts that lie on one another in their order; a part that stays the same is not touched. */
export interface Drawing {
  /** Markup of each part, made by the scene from numbers and escaped names. */
  readonly show: (size: Pick<View, 'width' | 'height'>, parts: readonly string[]) => void;
  readonly remove: () => void;
}

export function createDrawing(container: HTMLElement): Drawing {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  container.append(svg);
  const groups: SVGGElement[] = [];
  let shown: readonly string[] = [];
  let viewBox = '';
  return {
    show({ width, height }, parts) {
      const box = `0 0 ${width} ${height}`;
      if (box !== viewBox) svg.setAttribute('viewBox', box);
      viewBox = box;
      for (const [i, part] of parts.entries()) {
        if (part === shown[i]) continue;
        let group = groups[i];
        if (!group) {
          group = document.createElementNS(SVG, 'g');
          groups[i] = group;
          svg.append(group);
        }
        group.innerHTML = part;
      }
      for (const group of groups.splice(parts.length)) group.remove();
      shown = parts;
    },
    remove: () => svg.remove(),
  };
}
