/** The after-action report as one file: Chinese first, then English, both themes, no script; it prints as it looks. */
import {
  type AfterActionDoc,
  afterActionDoc,
  type DocIncident,
  type DocTable,
} from '@chengyun/console/state/report/after-action-doc.ts';
import type { AfterActionReport } from '@chengyun/contracts';
import { pageShell } from '../backtest/page-shell.ts';
import { escapeText } from '../backtest/svg.ts';

const STYLE = `<style>
article{margin-top:28px}article+article{border-top:2px solid var(--line);padding-top:20px}
.sums{display:flex;flex-wrap:wrap;gap:6px 28px;margin:10px 0 0;padding:0;list-style:none;font-size:15px}
.note{color:var(--text-low);font-size:12px;margin:0 0 4px}
td.t,th.t{font-variant-numeric:tabular-nums;white-space:nowrap}
tr.late td:first-child{box-shadow:inset 3px 0 0 var(--level-red-fill);padding-left:10px}
details{border-bottom:1px solid var(--line);padding:8px 0}
summary{cursor:pointer;font-weight:600}summary small{font-weight:400;color:var(--text-mid)}
.late>summary::after{content:"●";color:var(--level-red-fill);margin-left:8px}
.facts{color:var(--text-mid);font-size:12px;margin:4px 0 10px;overflow-wrap:anywhere}
.parts{display:grid;grid-template-columns:minmax(300px,2fr) minmax(320px,3fr);gap:4px 40px}
@media(max-width:800px){.parts{grid-template-columns:1fr}body{padding:20px 16px}}
h4{font-size:12px;font-weight:400;color:var(--text-low);margin:6px 0 4px}
.bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:3px 10px;align-items:center;font-size:12px;margin:0}
.bars b{font-weight:400;color:var(--text-mid)}.bars span{font-variant-numeric:tabular-nums;text-align:right}
.bars i{display:block;height:8px;background:var(--line);position:relative}
.bars i u{position:absolute;inset:0 auto 0 var(--from);width:max(2px,var(--share));background:var(--text-mid)}
.bars .over u{background:var(--level-red-fill)}.bars .over{color:var(--level-red-text)}
.plan{margin:0;padding:0;list-style:none;font-size:13px}.plan li{padding:2px 0}.plan .open{color:var(--text-mid)}
.exercise{display:inline-block;border:1px solid currentColor;padding:0 8px;margin-right:8px}
@media print{details{break-inside:avoid}body{padding:0}}
</style>`;

/** Whoever reads the file of an exercise must not take it for an emergency. */
const isDrill = ({ timeline }: AfterActionReport) => timeline.kind !== 'live';

export function reportPage(report: AfterActionReport): string {
  const [zh, en] = [afterActionDoc(report, 'zh'), afterActionDoc(report, 'en')];
  const single = report.incidents.length === 1;
  return pageShell({
    title: `${zh.title} ${en.title}`,
    heading: `${zh.title} · ${en.title}`,
    under: `${isDrill(report) ? '【演练或回放 EXERCISE OR REPLAY】 ' : ''}${report.timeline.id}`,
    body: `${STYLE}${articleOf(zh, single)}${articleOf(en, single)}`,
    foot: `${zh.foot}。${en.foot}.`,
  });
}

function articleOf(doc: AfterActionDoc, single: boolean): string {
  const { language, title, lead, sums, tables, parts, incidents } = doc;
  const sumLines = sums.map((text) => `<li>${escapeText(text)}</li>`).join('');
  const each = incidents.map((one) => incidentOf(one, parts, single)).join('');
  return `<article lang="${language === 'zh' ? 'zh-Hans' : 'en'}"><h2>${escapeText(title)}</h2>
<p class="low">${escapeText(lead)}</p><ul class="sums">${sumLines}</ul>
${tables.map(tableOf).join('')}<h2>${escapeText(parts.incidents)}</h2>${each}</article>`;
}

/** Times and counts stand to the right of the first column. */
function tableOf({ title, note, head, rows, none }: DocTable): string {
  const heading = `<h2>${escapeText(title)}</h2>${note === '' ? '' : `<p class="note">${escapeText(note)}</p>`}`;
  if (rows.length === 0) return `${heading}<p class="low">${escapeText(none)}</p>`;
  const cell = (tag: 'th' | 'td') => (text: string, i: number) =>
    `<${tag}${i === 0 ? '' : ' class="t"'}>${escapeText(text)}</${tag}>`;
  const lines = rows.map(
    ({ cells, isLate }) => `<tr${isLate ? ' class="late"' : ''}>${cells.map(cell('td')).join('')}</tr>`,
  );
  return `${heading}<table><thead><tr>${head.map(cell('th')).join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

function incidentOf(one: DocIncident, parts: AfterActionDoc['parts'], isOpen: boolean): string {
  const bars = one.bars.map(({ label, from, to, text, isLate }) => {
    const place = `--from:${(from * 100).toFixed(2)}%;--share:${((to - from) * 100).toFixed(2)}%`;
    const over = isLate ? ' class="over"' : '';
    return `<b>${escapeText(label)}</b><i${over}><u style="${place}"></u></i><span${over}>${escapeText(text)}</span>`;
  });
  const entries = one.entries.map(
    ({ time, who, what, isLate }) =>
      `<tr${isLate ? ' class="late"' : ''}><td class="t">${time}</td><td>${escapeText(who)}</td><td>${escapeText(what)}</td></tr>`,
  );
  const steps = one.procedure.map(
    ({ text, state, isDone }) =>
      `<li${isDone ? '' : ' class="open"'}>${isDone ? '☑' : '☐'} ${escapeText(text)} <small>${escapeText(state)}</small></li>`,
  );
  const plan =
    steps.length === 0 ? '' : `<h4>${escapeText(parts.procedure)}</h4><ul class="plan">${steps.join('')}</ul>`;
  const [level = '', ...facts] = one.facts;
  return `<details${isOpen ? ' open' : ''}${one.isLate ? ' class="late"' : ''}><summary>${escapeText(one.heading)} <small>${escapeText(level)}</small></summary>
<p class="facts">${facts.map(escapeText).join(' · ')}</p>
<div class="parts"><div><h4>${escapeText(parts.waterfall)}</h4><div class="bars">${bars.join('')}</div>${plan}</div>
<div><h4>${escapeText(parts.timeline)}</h4><table><tbody>${entries.join('')}</tbody></table></div></div></details>`;
}
