/** One report: its words and photo, a word to who sent it, and what becomes of it. Looking at the photo is audited. */
import { useState } from 'preact/hooks';
import { type CitizenReport, isReportOpen } from '../../state/citizen-report.ts';
import { formatClock, formatDate, formatDistance } from '../../state/format.ts';
import { language, sayText } from '../../ui/say.ts';
import type { Answer } from '../desk-server.ts';
import type { PageProps } from '../page-host.tsx';
import { useBytes } from '../use-bytes.ts';
import { nearestIncidents } from './nearest-incidents.ts';
import { OpenIncidentForm } from './open-incident-form.tsx';
import { sayPage } from './words/say-page.ts';

export interface CitizenReportPaneProps extends Pick<PageProps, 'surface' | 'model' | 'server'> {
  readonly report: CitizenReport;
  readonly kind: string;
  readonly place: string;
  readonly onDone: () => void;
}

const WORD_LETTERS_MAX = 200;

export function CitizenReportPane({ surface, model, server, report, kind, place, onDone }: CitizenReportPaneProps) {
  const { live } = surface;
  const [note, setNote] = useState('');
  const [said, setSaid] = useState('');
  const path = `/api/reports/${encodeURIComponent(report.id)}`;
  const mayAct = server.who.role === 'operator' || server.who.role === 'dispatcher';
  const settle = async (answer: Promise<Answer<unknown>>) => {
    const made = await answer;
    setSaid(made.ok ? '' : made.message);
    onDone();
  };
  const judge = (verdict: 'checked' | 'refused') => void settle(server.post(`${path}/judge`, { verdict, note }));
  const timeline = () => live.timeline.value?.id ?? '';
  const into = (verb: 'incident' | 'open', body: Readonly<Record<string, string>>) =>
    void settle(server.post(`${path}/${verb}`, body));
  const joined = report.alarm === null ? undefined : live.incidentByAlarm.value.get(report.alarm);
  return (
    <section class="pane civic-pane">
      <h3 class="pane-title">
        <span>
          {kind} · {place}
        </span>
        <span class="mid">{sayPage(`citizens.${report.state}`)}</span>
      </h3>
      <p class="mid number">
        {formatDate(report.at)} {formatClock(report.at)} · {report.lonDeg}, {report.latDeg}
      </p>
      <p class="civic-text">{report.text === '' ? sayPage('citizens.noWords') : report.text}</p>
      {report.hasPhoto && mayAct && <ReportPhoto path={`${path}/photo`} server={server} name={`${kind} · ${place}`} />}
      {report.note !== '' && (
        <p>
          <span class="mid">{sayPage('citizens.wordSent')}</span> {report.note}
        </p>
      )}
      {report.state === 'received' && mayAct && (
        <form class="civic-form" onSubmit={(event) => event.preventDefault()}>
          <label>
            <span class="mid">{sayPage('citizens.word')}</span>
            <input
              type="text"
              maxLength={WORD_LETTERS_MAX}
              value={note}
              onInput={({ currentTarget }) => setNote(currentTarget.value)}
            />
          </label>
          <div class="civic-verbs">
            <button type="button" onClick={() => judge('checked')}>
              {sayPage('citizens.check')}
            </button>
            <button type="button" onClick={() => judge('refused')}>
              {sayPage('citizens.refuse')}
            </button>
          </div>
        </form>
      )}
      {isReportOpen(report) && mayAct && (
        <>
          <JoinForm {...{ live, report }} onJoin={(alarm) => into('incident', { timeline: timeline(), alarm })} />
          <OpenIncidentForm
            {...{ live, report }}
            onOpen={(opened) => into('open', { timeline: timeline(), ...opened })}
          />
        </>
      )}
      {joined && (
        <button
          type="button"
          onClick={() => {
            model.page.value = 'map';
            model.reveal(joined.alarm);
          }}
        >
          {sayPage('citizens.toIncident', { title: sayText(joined.title) })}
        </button>
      )}
      <p role="status">{said}</p>
    </section>
  );
}

interface JoinFormProps {
  readonly live: PageProps['surface']['live'];
  readonly report: CitizenReport;
  readonly onJoin: (alarm: string) => void;
}

function JoinForm({ live, report, onJoin }: JoinFormProps) {
  const [alarm, setAlarm] = useState('');
  const near = nearestIncidents(report, live.incidents.value.values());
  return (
    <form
      class="civic-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (alarm !== '') onJoin(alarm);
      }}
    >
      <label>
        <span class="mid">{sayPage('citizens.join')}</span>
        <select value={alarm} onChange={({ currentTarget }) => setAlarm(currentTarget.value)}>
          <option value="">{sayPage(near.length === 0 ? 'citizens.noIncident' : 'incident.choose')}</option>
          {near.map(({ incident, distanceM }) => (
            <option key={incident.id} value={incident.alarm}>
              {formatDistance(distanceM, language.value)} · {sayText(incident.title)}
            </option>
          ))}
        </select>
      </label>
      <div class="civic-verbs">
        <button type="submit" disabled={alarm === ''}>
          {sayPage('citizens.joinDo')}
        </button>
      </div>
    </form>
  );
}

interface ReportPhotoProps extends Pick<PageProps, 'server'> {
  readonly path: string;
  readonly name: string;
}

function ReportPhoto({ path, server, name }: ReportPhotoProps) {
  const { url, said, ask } = useBytes(server, path);
  if (url) return <img class="civic-photo" src={url} alt={name} />;
  return (
    <p>
      <button type="button" onClick={ask}>
        {sayPage('incident.photoAsk')}
      </button>{' '}
      <span role="status">{said}</span>
    </p>
  );
}
