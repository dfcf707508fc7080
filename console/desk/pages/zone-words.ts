/** How a drawn shape is called: by its label, else by its kind and number. */
import { sayPage } from './words/say-page.ts';
import type { DrawnShape } from './zone-draft.ts';

export function nameOf({ id, kind, label }: Pick<DrawnShape, 'id' | 'kind' | 'label'>): string {
  if (label.trim() !== '') return label.trim();
  if (kind === 'ground') return sayPage('zones.ground');
  const number = /^(?:zone|line|mask)-(\d+)$/.exec(id)?.[1];
  return number === undefined ? id : `${sayPage(`zones.${kind}`)} ${number}`;
}
