/** One page that the next shift needs: open, shelved, noted, changed, and how the alarms performed. Printed or kept as Markdown. */
import type { Handover } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { formatClock } from '../../state/format.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { type HandoverReport, markdownOf, reportOf } from './handover-report.ts';
import { sayPage } from './words/say-page.ts';
import './handover.css';

const SHIFTS_H = [8, 12, 24] as const;
const EVERY_MS = 30_000;

export function HandoverPage({ surface, server }: PageProps) {
  const { live } = surface;
  const [hours, setHours] = useState<number>(SHIFTS_H[0]);
  const timeline = live.timeline.value?.id ?? '';
  const key = timeline === '' ? null : `handover|${timeline}|${hours}`;
  const answer = useAnswer<Handover>(key, () => server.get('/api/handover', { timeline, hours }), EVERY_MS);
  const report = answer?.ok
    ? reportOf(answer.value, {
        asset: (id) => live.assets.value.get(id),
        officer: (id) => live.officers.value.find((officer) => officer.id === id)?.name,
      })
    : null;
  return (
    <div class="page-body handover">
      <div class="page-bar">
        <fieldset class="choices">
          <legend class="spoken">{sayPage('handover.span')}</legend>
          {SHIFTS_H.map((each) => (
            <button type="button" key={each} aria-pressed={each === hours} onClick={() => setHours(each)}>
              {sayPage('handover.hours', { n: each })}
            </button>
          ))}
        </fieldset>
        <button type="button" disabled={!report} onClick={() => print()}>
          {sayPage('handover.print')}
        </button>
        <button type="button" disabled={!report} onClick={() => report && download(report)}>
          {sayPage('handover.download')}
        </button>
      </div>
      {answer === null && <p class="page-note mid">{sayPage('page.loading')}</p>}
      {answer?.ok === false && <p class="page-note mid">{answer.message}</p>}
      {report && (
        <article class="report">
          <h3 class="report-title">{report.title}</h3>
          <p>
            {report.shift} · {timeline}
          </p>
          <p class="mid">
            {report.sums} · {sayPage('handover.made', { at: formatClock(surface.nowMs.value, false) })}
          </p>
          {report.sections.map(({ title, rows, none }) => (
            <section key={title}>
              <h4>
                {title} {rows.length > 0 && <span class="mid number">{rows.length}</span>}
              </h4>
              {rows.length === 0 ? (
                <p class="mid">{none}</p>
              ) : (
                <table>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.join('|')}>
                        {row.map((text, i) => (
                          <td key={`${i}-${text}`}>{text}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </section>
          ))}
        </article>
      )}
    </div>
  );
}

function download(report: HandoverReport): void {
  const address = URL.createObjectURL(new Blob([markdownOf(report)], { type: 'text/markdown' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${report.shift.replace(/[^0-9A-Za-z-]+/g, '-')}.md`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
