/** What happened, hop by hop, made anew from the log: of the chosen incident, or of the day. */
import type { AfterActionReport } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { formatDate } from '../../state/format.ts';
import {
  type AfterActionDoc,
  afterActionDoc,
  type DocIncident,
  type DocTable,
} from '../../state/report/after-action-doc.ts';
import { language } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { sayDesk } from '../words/say-desk.ts';
import { sayPage } from './words/say-page.ts';
import './handover.css';
import './report.css';

export function ReportPage({ surface, model, server }: PageProps) {
  const { live } = surface;
  const [wantsDay, setWantsDay] = useState(false);
  const timeline = live.timeline.value;
  const chosen = model.chosen.value;
  const incident = chosen ? live.incidentByAlarm.value.get(chosen.id) : undefined;
  const day = timeline ? formatDate(timeline.nowMs) : '';
  const subject = wantsDay || !incident ? day : incident.alarm;
  const key = timeline && subject !== '' ? `report|${timeline.id}|${subject}` : null;
  const ask = () => server.get<AfterActionReport>('/api/report', { subject, timeline: timeline?.id ?? '' });
  const answer = useAnswer<AfterActionReport>(key, ask);
  const doc = answer?.ok ? afterActionDoc(answer.value, language.value) : null;
  return (
    <div class="page-body handover">
      <div class="page-bar">
        <fieldset class="choices">
          <legend class="spoken">{sayDesk('report.subject')}</legend>
          <button type="button" disabled={!incident} aria-pressed={subject !== day} onClick={() => setWantsDay(false)}>
            {sayDesk('report.incident')}
          </button>
          <button type="button" aria-pressed={subject === day} onClick={() => setWantsDay(true)}>
            {sayDesk('report.day', { day })}
          </button>
        </fieldset>
        <button type="button" disabled={!doc} onClick={() => print()}>
          {sayPage('handover.print')}
        </button>
      </div>
      {answer === null && <p class="page-note mid">{sayPage('page.loading')}</p>}
      {answer?.ok === false && <p class="page-note mid">{answer.message}</p>}
      {doc && <Article doc={doc} />}
    </div>
  );
}

function Article({ doc }: { readonly doc: AfterActionDoc }) {
  return (
    <article class="report after-action">
      <h3 class="report-title">{doc.title}</h3>
      <p class="mid">{doc.lead}</p>
      <p>{doc.sums.join(' · ')}</p>
      {doc.tables.map((table) => (
        <Table key={table.title} table={table} />
      ))}
      <h4>{doc.parts.incidents}</h4>
      {doc.incidents.map((one) => (
        <OneIncident key={one.id} one={one} parts={doc.parts} isOpen={doc.incidents.length === 1} />
      ))}
      <p class="low">{doc.foot}</p>
    </article>
  );
}

function Table({ table: { title, note, head, rows, none } }: { readonly table: DocTable }) {
  return (
    <section>
      <h4>{title}</h4>
      {note !== '' && <p class="low">{note}</p>}
      {rows.length === 0 ? (
        <p class="mid">{none}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {head.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells, isLate }) => (
              <tr key={cells.join('|')} data-late={isLate}>
                {cells.map((text, i) => (
                  <td key={`${head[i]}`} class={i === 0 ? '' : 'number'}>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface OneIncidentProps {
  readonly one: DocIncident;
  readonly parts: AfterActionDoc['parts'];
  readonly isOpen: boolean;
}

function OneIncident({ one, parts, isOpen }: OneIncidentProps) {
  return (
    <details open={isOpen} data-late={one.isLate}>
      <summary>
        {one.heading} <span class="mid">{one.facts[0]}</span>
      </summary>
      <p class="mid after-facts">{one.facts.slice(1).join(' · ')}</p>
      <h5>{parts.waterfall}</h5>
      <ol class="waterfall">
        {one.bars.map(({ label, from, to, text, isLate }) => (
          <li key={label} data-late={isLate}>
            <span class="mid">{label}</span>
            <span class="waterfall-bar" aria-hidden="true">
              <i style={{ left: `${from * 100}%`, width: `max(2px, ${(to - from) * 100}%)` }} />
            </span>
            <span class="number desk-right">{text}</span>
          </li>
        ))}
      </ol>
      {one.procedure.length > 0 && <h5>{parts.procedure}</h5>}
      <ul class="after-steps">
        {one.procedure.map(({ text, state, isDone }) => (
          <li key={text}>
            {isDone ? '☑' : '☐'} {text} <span class="mid number">{state}</span>
          </li>
        ))}
      </ul>
      <h5>{parts.timeline}</h5>
      <ol class="after-entries">
        {one.entries.map(({ time, who, what, isLate }) => (
          <li key={`${time}-${who}-${what}`} data-late={isLate}>
            <span class="number mid">{time}</span> <span class="mid">{who}</span> {what}
          </li>
        ))}
      </ol>
    </details>
  );
}
