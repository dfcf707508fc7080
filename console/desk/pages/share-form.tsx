/** Asks for a share in the name of a department: which readings, of when, for what, and how long the token lives. */
import type { MetricStandard } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { formatDate } from '../../state/format.ts';
import { isPeopleMetric } from '../../state/people-metrics.ts';
import { sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { type ShareDraft, shareFault, shareWish } from './share-wish.ts';
import { sayPage } from './words/say-page.ts';

export interface ShareFormProps extends Pick<PageProps, 'surface' | 'server'> {
  /** Wall clock. */
  readonly nowMs: number;
  readonly onAsked: (id: string) => void;
}

const DAY_MS = 24 * 3_600_000;
const OFFERED_DAYS = 30;

export function ShareForm({ surface, server, nowMs, onAsked }: ShareFormProps) {
  const timeline = surface.live.timeline.value?.id ?? '';
  const catalogue = useAnswer<{ metrics: readonly MetricStandard[] }>(`share-metrics|${timeline}`, () =>
    server.get('/api/catalogue', { timeline }),
  );
  const metrics = (catalogue?.ok ? catalogue.value.metrics : []).filter(({ id }) => !isPeopleMetric(id));
  const [draft, setDraft] = useState<ShareDraft>({
    ...{ department: '', purpose: '', metrics: [], districts: [] },
    ...{ from: formatDate(nowMs - OFFERED_DAYS * DAY_MS), to: formatDate(nowMs) },
    until: formatDate(nowMs + OFFERED_DAYS * DAY_MS),
  });
  const [said, setSaid] = useState('');
  const fault = shareFault(draft, nowMs);
  const sentence = (name: 'department' | 'purpose', letters: number) => (
    <label>
      <span class="mid">{sayPage(`shares.${name}`)}</span>
      <input
        type="text"
        maxLength={letters}
        value={draft[name]}
        onInput={({ currentTarget }) => setDraft({ ...draft, [name]: currentTarget.value })}
      />
    </label>
  );
  const day = (name: 'from' | 'to' | 'until') => (
    <label>
      <span class="mid">{sayPage(`shares.${name}`)}</span>
      <input
        type="text"
        inputMode="numeric"
        maxLength={10}
        placeholder="2026-08-19"
        value={draft[name]}
        onInput={({ currentTarget }) => setDraft({ ...draft, [name]: currentTarget.value })}
      />
    </label>
  );
  const choice = (
    name: 'metrics' | 'districts',
    offered: readonly { readonly id: string; readonly text: string }[],
    words: string,
  ) => (
    <label>
      <span class="mid">{words}</span>
      <select
        multiple
        size={6}
        onChange={({ currentTarget }) =>
          setDraft({ ...draft, [name]: [...currentTarget.selectedOptions].map(({ value }) => value) })
        }
      >
        {offered.map(({ id, text }) => (
          <option key={id} value={id} selected={draft[name].includes(id)}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const ask = async () => {
    const made = await server.post<{ id: string }>('/api/shares', { ...shareWish(draft) });
    setSaid(made.ok ? '' : made.message);
    if (made.ok) onAsked(made.value.id);
  };
  return (
    <section class="pane civic-pane">
      <h3 class="pane-title">
        <span>{sayPage('shares.new')}</span>
      </h3>
      <form
        class="civic-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === null) void ask();
        }}
      >
        {sentence('department', 80)}
        {sentence('purpose', 500)}
        {choice(
          'metrics',
          metrics.map(({ id, name }) => ({ id, text: `${sayText(name)} · ${id}` })),
          sayPage('shares.metricsHint'),
        )}
        {choice(
          'districts',
          (surface.basemap.value?.units ?? []).map(({ id, nameZh, nameEn }) => ({
            id,
            text: sayText({ zh: nameZh, en: nameEn }),
          })),
          sayPage('shares.districtsHint'),
        )}
        <div class="civic-days">
          {day('from')}
          {day('to')}
          {day('until')}
        </div>
        <div class="civic-verbs">
          <button type="submit" disabled={fault !== null}>
            {sayPage('shares.ask')}
          </button>
          <span class="mid" role="status">
            {said !== '' ? said : fault === null ? '' : sayPage(`shares.fault.${fault}`)}
          </span>
        </div>
      </form>
    </section>
  );
}
