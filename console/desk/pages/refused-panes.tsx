/** What the centre refused: why, and the newest of it. */
import { formatClock } from '../../state/format.ts';
import type { DeskServer } from '../desk-server.ts';
import { useAnswer } from '../use-answer.ts';
import { sayPage } from './words/say-page.ts';

interface Quarantine {
  readonly counts: readonly { readonly reason: string; readonly count: number }[];
  readonly newest: readonly {
    readonly id: number;
    readonly at: number;
    readonly device: string;
    readonly reason: string;
    readonly detail: string;
  }[];
}

const EVERY_MS = 5000;
const NEWEST_SHOWN = 20;

export function RefusedPanes({ server }: { readonly server: DeskServer }) {
  const refused = useAnswer<Quarantine>('quarantine', () => server.get('/api/quarantine'), EVERY_MS);
  return (
    <>
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('devices.quarantine')}</span>
        </h3>
        {refused?.ok === false && <p class="mid">{refused.message}</p>}
        {refused?.ok && refused.value.counts.length === 0 && <p class="mid">{sayPage('devices.noQuarantine')}</p>}
        <ol class="list-rows reasons">
          {refused?.ok &&
            refused.value.counts.map(({ reason, count }) => (
              <li key={reason}>
                <span>{reason}</span>
                <span class="number desk-right">{count}</span>
              </li>
            ))}
        </ol>
      </section>
      {refused?.ok && refused.value.newest.length > 0 && (
        <section class="pane">
          <h3 class="pane-title">
            <span>{sayPage('devices.newest')}</span>
          </h3>
          <ol class="list-rows refused">
            {refused.value.newest.slice(0, NEWEST_SHOWN).map((line) => (
              <li key={line.id}>
                <span class="number mid">{formatClock(line.at)}</span>
                <span class="refused-what">
                  <span class="clip">
                    {line.device} · {line.reason}
                  </span>
                  <span class="mid">{line.detail}</span>
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
