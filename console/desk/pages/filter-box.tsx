/** Narrows a page's list by what is typed: stations, metrics, devices, rules. */
import { sayPage } from './words/say-page.ts';

export interface FilterBoxProps {
  /** What there is to filter by, in the words of the page. */
  readonly label?: string;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

export function FilterBox({ label = sayPage('catalogue.filter'), filter, onFilter }: FilterBoxProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={filter}
      onInput={(event) => onFilter(event.currentTarget.value)}
    />
  );
}

/** Whether the words of a row hold what was typed. */
export const isShown = (words: string, filter: string): boolean =>
  words.toLowerCase().includes(filter.trim().toLowerCase());
