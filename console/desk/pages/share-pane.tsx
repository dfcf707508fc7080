/** One share: what for, which readings, who decided. Another person than who asked approves; the token is shown once. */
import { useState } from 'preact/hooks';
import { type Share, shareStage } from '../../state/data-share.ts';
import { formatDate } from '../../state/format.ts';
import { sayList, sayText } from '../../ui/say.ts';
import type { Answer } from '../desk-server.ts';
import type { PageProps } from '../page-host.tsx';
import { sayPage } from './words/say-page.ts';

export interface SharePaneProps extends Pick<PageProps, 'surface' | 'server'> {
  readonly share: Share;
  /** Wall clock. */
  readonly nowMs: number;
  readonly onDone: () => void;
}

const REASON_LETTERS_MIN = 4;

export function SharePane({ surface, server, share, nowMs, onDone }: SharePaneProps) {
  const [said, setSaid] = useState('');
  const [token, setToken] = useState('');
  const [reason, setReason] = useState('');
  const stage = shareStage(share, nowMs);
  const { account, role } = server.who;
  const mayDecide = role === 'engineer' || role === 'auditor';
  const path = `/api/shares/${encodeURIComponent(share.id)}`;
  const settle = async <T,>(answer: Promise<Answer<T>>, took?: (value: T) => void) => {
    const made = await answer;
    setSaid(made.ok ? '' : made.message);
    if (made.ok) took?.(made.value);
    onDone();
  };
  const approve = () =>
    void settle(server.post<{ token: string }>(`${path}/approve`, {}), (value) => setToken(value.token));
  const isReasoned = reason.trim().length >= REASON_LETTERS_MIN;
  const districtOf = (id: string) => {
    const unit = surface.basemap.value?.units.find((one) => one.id === id);
    return unit ? sayText({ zh: unit.nameZh, en: unit.nameEn }) : id;
  };
  return (
    <section class="pane civic-pane">
      <h3 class="pane-title">
        <span>{share.department}</span>
        <span class="mid">{sayPage(`shares.${stage}`)}</span>
      </h3>
      <p class="civic-text">{share.purpose}</p>
      <dl class="civic-facts">
        <dt>{sayPage('shares.metrics')}</dt>
        <dd>{share.metrics.join(', ')}</dd>
        <dt>{sayPage('shares.districts')}</dt>
        <dd>{share.districts ? sayList(share.districts.map(districtOf)) : sayPage('shares.wholeCity')}</dd>
        <dt>{sayPage('shares.days')}</dt>
        <dd class="number">
          {formatDate(share.fromMs)} – {formatDate(share.toMs - 1)}
        </dd>
        <dt>{sayPage('shares.until')}</dt>
        <dd class="number">{formatDate(share.expiresMs - 1)}</dd>
        <dt>{sayPage('shares.askedBy')}</dt>
        <dd>{share.requestedBy}</dd>
        {share.decidedBy && (
          <>
            <dt>{sayPage('shares.decidedBy')}</dt>
            <dd>{share.decidedBy}</dd>
          </>
        )}
        <dt>{sayPage('shares.reads')}</dt>
        <dd class="number">{share.reads}</dd>
      </dl>
      {token !== '' && (
        <p role="status" class="civic-token">
          {sayPage('shares.token')} <code>{token}</code>
        </p>
      )}
      {stage === 'asked' && mayDecide && share.requestedBy === account && (
        <p class="mid">{sayPage('shares.another')}</p>
      )}
      {stage === 'asked' && mayDecide && share.requestedBy !== account && (
        <form
          class="civic-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReasoned) void settle(server.post(`${path}/refuse`, { reason: reason.trim() }));
          }}
        >
          <div class="civic-verbs">
            <button type="button" onClick={approve}>
              {sayPage('shares.approve')}
            </button>
          </div>
          <label>
            <span class="mid">{sayPage('shares.reason')}</span>
            <input
              type="text"
              maxLength={500}
              value={reason}
              onInput={({ currentTarget }) => setReason(currentTarget.value)}
            />
          </label>
          <div class="civic-verbs">
            <button type="submit" disabled={!isReasoned}>
              {sayPage('shares.refuse')}
            </button>
          </div>
        </form>
      )}
      {stage === 'approved' && mayDecide && (
        <button type="button" onClick={() => void settle(server.post(`${path}/end`, {}))}>
          {sayPage('shares.end')}
        </button>
      )}
      <p role="status">{said}</p>
    </section>
  );
}
