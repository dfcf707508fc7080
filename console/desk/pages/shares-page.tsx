/** Data shared with other departments: who asked for what and why, until when; the chosen one is decided, or one is asked for. */
import { useState } from 'preact/hooks';
import { type Share, shareStage } from '../../state/data-share.ts';
import { formatDate } from '../../state/format.ts';
import type { PageProps } from '../page-host.tsx';
import { ShareForm } from './share-form.tsx';
import { SharePane } from './share-pane.tsx';
import { useList } from './use-list.ts';
import { sayPage } from './words/say-page.ts';
import './civic.css';

const EVERY_MS = 10_000;

export function SharesPage({ surface, server }: PageProps) {
  const ask = () => server.get<{ shares: readonly Share[] }>('/api/shares');
  const { answer, again } = useList('shares', ask, EVERY_MS);
  const [chosenId, setChosenId] = useState<string | null>(null);
  if (answer === null) return <p class="page-note mid">{sayPage('page.loading')}</p>;
  if (!answer.ok) return <p class="page-note mid">{answer.message}</p>;
  const { shares } = answer.value;
  const nowMs = surface.live.timeline.value?.nowWallMs ?? 0;
  const chosen = shares.find(({ id }) => id === chosenId) ?? null;
  const mayAsk = server.who.role !== 'auditor';
  return (
    <div class="page-body">
      <div class="page-bar">
        <span class="mid">{sayPage('shares.rule')}</span>
        {mayAsk && (
          <button type="button" disabled={!chosen} onClick={() => setChosenId(null)}>
            {sayPage('shares.new')}
          </button>
        )}
      </div>
      <div class="page-columns civic-columns">
        <div>
          {shares.length === 0 ? (
            <p class="page-note mid">{sayPage('shares.none')}</p>
          ) : (
            <table class="table">
              <thead>
                <tr>
                  <th>{sayPage('shares.department')}</th>
                  <th class="n">{sayPage('shares.metricCount')}</th>
                  <th class="n">{sayPage('shares.until')}</th>
                  <th class="n">{sayPage('shares.reads')}</th>
                  <th>{sayPage('citizens.state')}</th>
                </tr>
              </thead>
              <tbody>
                {shares.map((share) => (
                  <tr key={share.id} data-chosen={share === chosen}>
                    <td>
                      <button type="button" aria-pressed={share === chosen} onClick={() => setChosenId(share.id)}>
                        {share.department}
                      </button>
                    </td>
                    <td class="n">{share.metrics.length}</td>
                    <td class="n">{formatDate(share.expiresMs - 1)}</td>
                    <td class="n">{share.reads}</td>
                    <td>{sayPage(`shares.${shareStage(share, nowMs)}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
        <div>
          {chosen ? (
            <SharePane key={chosen.id} {...{ surface, server, share: chosen, nowMs }} onDone={again} />
          ) : (
            mayAsk && (
              <ShareForm
                {...{ surface, server, nowMs }}
                onAsked={(id) => {
                  setChosenId(id);
                  again();
                }}
              />
            )
          )}
        </div>
      </div>
    </div>
  );
}
