/** Says over which domain a tour rests, and how it ends. */
import { both, sayDomain } from '../ui/say.ts';
import type { TourStop } from './tour.ts';

export function TourLabel({ stop }: { readonly stop: TourStop }) {
  const domain = stop.domain === '' ? null : sayDomain(stop.domain);
  return (
    <p class="pinned">
      {both('wall.tour').zh}
      {domain && ` · ${domain.zh} ${domain.en}`}
    </p>
  );
}
