/** What people call kinds, attributes and owners of assets, as their domains name them; an id without a name stays itself. */
import type { Bilingual } from '@chengyun/contracts';
import { sayText } from '../../ui/say.ts';

export type Names = Readonly<Record<string, Bilingual>>;

export function nameIn(names: Names, group: 'kind' | 'attribute' | 'owner', id: string): string {
  const name = names[`${group}.${id}`];
  return name ? sayText(name) : id;
}
