/** Hazards that citizens reported: what, where, when, how far it is; the chosen one is judged or joined to an incident. */
import { useState } from 'preact/hooks';
import { type CitizenReport, type CitizensAnswer, isReportOpen } from '../../state/citizen-report.ts';
import { formatAge, formatClock, formatDate } from '../../state/format.ts';
import { language, say, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { CitizenReportPane } from './citizen-report-pane.tsx';
import { useList } from './use-list.ts';
import { sayPage } from './words/say-page.ts';
import './civic.css';

const EVERY_MS = 5000;

export function CitizensPage({ surface, model, server }: PageProps) {
  const { answer, again } = useList<CitizensAnswer>('citizens', () => server.get('/api/reports'), EVERY_MS);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [onlyOpen, setOnlyOpen] = useState(true);
  if (answer === null) return <p class="page-note mid">{sayPage('page.loading')}</p>;
  if (!answer.ok) return <p class="page-note mid">{answer.message}</p>;
  const { reports, kinds } = answer.value;
  const waiting = reports.filter(isReportOpen);
  const shown = onlyOpen ? waiting : reports;
  const chosen = reports.find(({ id }) => id === chosenId) ?? shown[0] ?? null;
  const kindOf = ({ kind }: CitizenReport) => sayText(kinds[kind] ?? { zh: kind, en: kind });
  const placeOf = ({ district, lonDeg, latDeg }: CitizenReport) => {
    const unit = surface.basemap.value?.units.find(({ id }) => id === district);
    return unit ? sayText({ zh: unit.nameZh, en: unit.nameEn }) : `${lonDeg}, ${latDeg}`;
  };
  const nowMs = surface.live.timeline.value?.nowWallMs ?? 0;
  return (
    <div class="page-body">
      <div class="page-bar">
        <fieldset class="choices">
          <legend class="spoken">{sayPage('citizens.which')}</legend>
          {[true, false].map((each) => (
            <button type="button" key={String(each)} aria-pressed={onlyOpen === each} onClick={() => setOnlyOpen(each)}>
              {each ? sayPage('citizens.open', { n: waiting.length }) : sayPage('citizens.all', { n: reports.length })}
            </button>
          ))}
        </fieldset>
        <span class="mid">{sayPage('citizens.rule')}</span>
      </div>
      {shown.length === 0 && <p class="page-note mid">{sayPage('citizens.none')}</p>}
      <div class="page-columns civic-columns">
        <div>
          {shown.length > 0 && (
            <table class="table">
              <thead>
                <tr>
                  <th>{sayPage('citizens.kind')}</th>
                  <th>{sayPage('citizens.place')}</th>
                  <th class="n">{sayPage('citizens.when')}</th>
                  <th>{sayPage('citizens.state')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((report) => (
                  <tr key={report.id} data-chosen={report === chosen}>
                    <td>
                      <button type="button" aria-pressed={report === chosen} onClick={() => setChosenId(report.id)}>
                        {kindOf(report)}
                      </button>
                      {report.hasPhoto && <span class="low"> {sayPage('citizens.photo')}</span>}
                    </td>
                    <td>{placeOf(report)}</td>
                    <td class="n" title={`${formatDate(report.at)} ${formatClock(report.at)}`}>
                      {say('time.age', { age: formatAge(Math.max(0, nowMs - report.at), language.value) })}
                    </td>
                    <td>{sayPage(`citizens.${report.state}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
        <div>
          {chosen && (
            <CitizenReportPane
              key={chosen.id}
              {...{ surface, model, server, report: chosen }}
              kind={kindOf(chosen)}
              place={placeOf(chosen)}
              onDone={() => {
                // What was just settled stays before the eyes, though it waits no more.
                setChosenId(chosen.id);
                again();
              }}
            />
          )}
        </div>
      </div>
    </div>
  );
}
