/** The report of a shift as one list of sections, from which both the page and the Markdown are made. Pure. */
import type { AlarmView, Asset, Bilingual, FactRecord, Handover } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock, formatDate, formatDuration } from '../../state/format.ts';
import { shortTitle } from '../../ui/reading.ts';
import { say, sayText } from '../../ui/say.ts';
import { figureTiles } from './alarm-figures.ts';
import { sayPage } from './words/say-page.ts';

export interface ReportSection {
  readonly title: string;
  /** One row an entry: what, who, how it stands. */
  readonly rows: readonly (readonly string[])[];
  /** Said when there is no row. */
  readonly none: string;
}

export interface HandoverReport {
  readonly title: string;
  readonly shift: string;
  readonly sums: string;
  readonly sections: readonly ReportSection[];
}

export interface Names {
  readonly asset: (id: string) => Asset | undefined;
  readonly officer: (id: string) => Bilingual | undefined;
}

const stamp = (ms: number): string => `${formatDate(ms)} ${formatClock(ms, false)}`;

export function reportOf(answer: Handover, names: Names): HandoverReport {
  const { fromMs, toMs, open, shelved, quiet, notes, rules, service, raised, closed, figures, response } = answer;
  const place = (id: string) => {
    const asset = names.asset(id);
    return asset ? sayText(asset.name) : id;
  };
  /** Its place stands beside it. */
  const brief = ({ title, asset }: Pick<AlarmView, 'title' | 'asset'>) =>
    sayText(shortTitle(title, names.asset(asset)?.name));
  const who = (id: string | null) =>
    id === null ? sayPage('handover.unowned') : sayText(names.officer(id) ?? { zh: id, en: id });
  const titleOf = (alarm: string) => {
    const incident = open.find((each) => each.alarm === alarm);
    return incident ? sayText(incident.title) : alarm;
  };
  const section = (title: string, none: string, rows: readonly (readonly string[])[]): ReportSection => ({
    title,
    none,
    rows,
  });
  const byLevel = [...open].sort((a, b) => LEVEL_FACTS[b.level].rank - LEVEL_FACTS[a.level].rank);
  return {
    title: `${say('wall.city')} · ${sayPage('handover.title')}`,
    shift: sayPage('handover.shift', { from: stamp(fromMs), to: stamp(toMs) }),
    sums: `${sayPage('handover.raised', { n: raised })} · ${sayPage('handover.closed', { n: closed })}`,
    sections: [
      section(
        sayPage('handover.response'),
        sayPage('handover.noResponse'),
        response?.inForce || response?.proposed
          ? [
              [
                response.inForce
                  ? sayPage('response.inForce', {
                      level: response.inForce,
                      by: response.confirmedBy ?? '',
                      at: response.confirmedAt ? stamp(response.confirmedAt) : '',
                    })
                  : sayPage('response.proposed', { level: response.proposed ?? '' }),
                ...response.evidence.slice(0, 1).map(({ text }) => sayText(text)),
              ],
            ]
          : [],
      ),
      section(
        sayPage('handover.open'),
        sayPage('handover.noOpen'),
        byLevel.map((incident) => [
          LEVEL_FACTS[incident.level].numeral,
          brief(incident),
          place(incident.asset),
          say(`incident.${incident.state}`),
          who(incident.owner),
        ]),
      ),
      section(
        sayPage('handover.shelved'),
        sayPage('handover.noShelved'),
        shelved.map((alarm) => [
          LEVEL_FACTS[alarm.level].numeral,
          sayText(alarm.title),
          alarm.shelvedUntil === null
            ? ''
            : sayPage('alarms.until', { duration: formatDuration(alarm.shelvedUntil - toMs) }),
          alarm.reason ?? '',
          who(alarm.by),
        ]),
      ),
      section(
        sayPage('handover.quiet'),
        sayPage('handover.noQuiet'),
        quiet.map((alarm) => [
          LEVEL_FACTS[alarm.level].numeral,
          brief(alarm),
          place(alarm.asset),
          say(`alarm.${alarm.state}`),
          alarm.reason ?? '',
        ]),
      ),
      section(
        sayPage('handover.notes'),
        sayPage('handover.noNotes'),
        notes.map((note) => [formatClock(note.at, false), titleOf(note.alarm), note.text, who(note.by)]),
      ),
      section(
        sayPage('handover.rules'),
        sayPage('handover.noRules'),
        rules.map(({ at, rule, version, step, note, by }) => [
          formatClock(at, false),
          say('panel.rule', { rule, version }),
          sayPage(`rules.step.${step}` as 'rules.step.live'),
          note,
          who(by),
        ]),
      ),
      section(
        sayPage('handover.service'),
        sayPage('handover.noService'),
        service.map((fact) => serviceRow(fact, place, who)),
      ),
      section(
        sayPage('handover.figures'),
        sayPage('alarms.none'),
        figures
          ? figureTiles(figures).map(({ word, value, target }) => [
              sayPage(word),
              value,
              target === null ? '' : sayPage('alarms.target', { target }),
            ])
          : [],
      ),
    ],
  };
}

function serviceRow(
  { body, actor, tlAt, rxAt }: FactRecord,
  place: (id: string) => string,
  who: (id: string) => string,
): string[] {
  const at = formatClock(tlAt ?? rxAt, false);
  if (body.kind === 'maintenance')
    return [
      at,
      body.assets.map(place).join(' '),
      `${stamp(body.fromMs)} – ${stamp(body.untilMs)}`,
      body.reason,
      who(actor),
    ];
  if (body.kind === 'out-of-service')
    return [at, place(body.asset), say('alarm.out-of-service'), body.reason, who(actor)];
  if (body.kind === 'return-to-service') return [at, place(body.asset), say('alarm.normal'), '', who(actor)];
  return [at, body.kind, who(actor)];
}

/** A cell may hold any text of a person: what would end it is written so that it does not. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function markdownOf(report: HandoverReport): string {
  const sections = report.sections.map(({ title, rows, none }) => {
    const width = Math.max(0, ...rows.map((row) => row.length));
    const line = (row: readonly string[]) =>
      `| ${Array.from({ length: width }, (_, i) => cell(row[i] ?? '')).join(' | ')} |`;
    const table =
      rows.length === 0 ? none : [line([]), line(new Array(width).fill('---')), ...rows.map(line)].join('\n');
    return `## ${title}\n\n${table}\n`;
  });
  return `# ${report.title}\n\n${report.shift}\n\n${report.sums}\n\n${sections.join('\n')}`;
}
