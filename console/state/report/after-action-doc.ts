/**
 * The after-action report in words of one language, as tables and lines: what the page of the desk, the file of the
 * command line and the terminal all print. Pure.
 */
import type { AfterActionIncident, AfterActionReport, HopFigures, HopTiming } from '@chengyun/contracts';
import { HOPS } from '@chengyun/contracts/incident.ts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock, formatDate, formatDuration } from '../format.ts';
import { type Language, pick, type WordParameters, word } from '../words/words.ts';
import { en } from './en.ts';
import { type Entry, incidentEntries, type Speaker, whoseHop } from './incident-entries.ts';
import { isLateHop, lateHops } from './late-hops.ts';
import { type ReportWordKey, zh } from './zh.ts';

export interface DocTable {
  readonly title: string;
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly isLate: boolean }[];
  readonly none: string;
}

export interface DocBar {
  readonly label: string;
  /** Shares of the whole span, 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly isLate: boolean;
}

export interface DocIncident {
  readonly id: string;
  readonly level: AfterActionIncident['incident']['peak'];
  readonly heading: string;
  readonly facts: readonly string[];
  readonly isLate: boolean;
  readonly bars: readonly DocBar[];
  readonly entries: readonly (Omit<Entry, 'at'> & { readonly time: string })[];
  readonly procedure: readonly { readonly text: string; readonly state: string; readonly isDone: boolean }[];
}

export interface AfterActionDoc {
  readonly language: Language;
  readonly title: string;
  readonly lead: string;
  readonly sums: readonly string[];
  readonly foot: string;
  readonly tables: readonly DocTable[];
  /** Headings of the parts of an incident. */
  readonly parts: {
    readonly incidents: string;
    readonly waterfall: string;
    readonly timeline: string;
    readonly procedure: string;
  };
  readonly incidents: readonly DocIncident[];
}

const CATALOGUES = { zh, en } as const;
const DISTRICT_HOPS = ['acknowledged', 'accepted', 'onScene', 'closed'] as const;

export function sayReport(language: Language, key: ReportWordKey, parameters: WordParameters = {}): string {
  return CATALOGUES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}

export function afterActionDoc(report: AfterActionReport, language: Language): AfterActionDoc {
  const { clock, people, incidents } = report;
  const say: Speaker['say'] = (key, parameters) => sayReport(language, key, parameters);
  const nameOf = (account: string) =>
    account === 'system' ? say('system') : people[account] ? pick(language, people[account]) : account;
  const speaker = { language, say, nameOf };
  const timelineMs = (wallMs: number) => clock.anchorTimelineMs + (wallMs - clock.anchorWallMs) * clock.pace;
  const stamp = (ms: number) => `${formatDate(ms)} ${formatClock(ms, false)}`;
  const docs = incidents.map((one) => docOf(one, speaker, timelineMs));
  const kind = say(`kind.${report.timeline.kind}`);
  const isComplete = ({ incident }: AfterActionIncident) => HOPS.every((hop) => incident.hops[hop] !== null);
  const closed = incidents.filter(({ incident }) => incident.state === 'closed').length;
  const count = (key: ReportWordKey, n: number) => say(key, { n });
  return {
    ...{ language, title: say('title'), foot: say('replayed') },
    lead: [kind, report.timeline.label, say('span', { from: stamp(report.fromMs), to: stamp(report.toMs) })].join(
      ' · ',
    ),
    sums: [
      count('sum.incidents', incidents.length),
      closed === incidents.length ? count('sum.closed', closed) : count('sum.open', incidents.length - closed),
      count('sum.complete', incidents.filter(isComplete).length),
      count('sum.late', docs.filter(({ isLate }) => isLate).length),
    ],
    tables: [lateTable(report, speaker), hopTable(report, speaker), districtTable(report, speaker)],
    parts: {
      ...{ incidents: say('incidents'), waterfall: say('waterfall'), timeline: say('timeline') },
      procedure: say('procedure'),
    },
    incidents: docs,
  };
}

export function took(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s` : formatDuration(ms);
}

/** Most titles name their place already. */
const headingOf = (place: string, title: string): string => (title.includes(place) ? title : `${place} · ${title}`);

function lateTable({ incidents }: AfterActionReport, { language, say, nameOf }: Speaker): DocTable {
  const rows = incidents.flatMap((one) =>
    lateHops(one).map(({ hop, tookMs, limitMs }) => ({
      over: tookMs === null ? Number.POSITIVE_INFINITY : tookMs - (limitMs ?? 0),
      cells: [
        pick(language, one.place),
        word(language, `hop.${hop}`),
        tookMs === null ? say('late.open') : took(tookMs),
        took(limitMs),
        whoseHop(hop, one.incident, nameOf),
      ],
    })),
  );
  return {
    ...{ title: say('late'), note: '', none: say('late.none') },
    head: [say('col.place'), say('col.hop'), say('col.took'), say('col.limit'), say('col.who')],
    rows: rows.sort((a, b) => (a.over === b.over ? 0 : b.over - a.over)).map(({ cells }) => ({ cells, isLate: true })),
  };
}

const figureCells = ({ count, p50Ms, p90Ms, maxMs, late }: HopFigures): string[] => [
  ...[String(count), took(p50Ms), took(p90Ms), took(maxMs), late === 0 ? '' : String(late)],
];

function hopTable({ hops }: AfterActionReport, { language, say }: Speaker): DocTable {
  return {
    ...{ title: say('hops'), note: say('hops.note'), none: say('none') },
    head: [say('col.hop'), say('col.n'), say('col.p50'), say('col.p90'), say('col.max'), say('col.late')],
    rows: hops.map((one) => ({ cells: [word(language, `hop.${one.hop}`), ...figureCells(one)], isLate: one.late > 0 })),
  };
}

/** Median and 90 % of the hops that a district is judged by. */
function districtTable({ districts }: AfterActionReport, { language, say }: Speaker): DocTable {
  const pair = (hops: readonly HopFigures[], hop: string) => {
    const found = hops.find((one) => one.hop === hop);
    return found ? `${took(found.p50Ms)} / ${took(found.p90Ms)}` : '–';
  };
  return {
    ...{ title: say('districts'), note: say('districts.note'), none: say('none') },
    head: [
      say('col.district'),
      say('col.n'),
      say('col.late'),
      ...DISTRICT_HOPS.map((hop) => word(language, `hop.${hop}`)),
    ],
    rows: districts.map(({ district, incidents, late, hops }) => ({
      cells: [
        district ? pick(language, district) : say('noDistrict'),
        ...[String(incidents), late === 0 ? '' : String(late)],
        ...DISTRICT_HOPS.map((hop) => pair(hops, hop)),
      ],
      isLate: late > 0,
    })),
  };
}

function docOf(one: AfterActionIncident, speaker: Speaker, timelineMs: (wallMs: number) => number): DocIncident {
  const { incident, place, district, hops, procedure } = one;
  const { language, say, nameOf } = speaker;
  const ticked = new Map(incident.steps.map((tick) => [tick.step, tick]));
  const clockOf = (wallMs: number) => formatClock(timelineMs(wallMs));
  const isLate = lateHops(one).length > 0;
  return {
    ...{ id: incident.id, level: incident.peak, isLate, bars: barsOf(hops, language) },
    heading: headingOf(pick(language, place), pick(language, incident.title)),
    facts: [
      say('peak', { level: LEVEL_FACTS[incident.peak].numeral }),
      ...(district ? [pick(language, district)] : []),
      word(language, `incident.${incident.state}`),
      ...(incident.owner ? [say('owner', { who: nameOf(incident.owner) })] : []),
      ...(incident.alarms.length > 1 ? [say('merged', { n: incident.alarms.length })] : []),
      ...(incident.superseded.length > 0 ? [say('did.lost', { n: incident.superseded.length })] : []),
      say('trace', { id: incident.trace }),
    ],
    entries: incidentEntries(one, speaker).map(({ at, ...entry }) => ({ ...entry, time: clockOf(at) })),
    procedure: procedure.map(({ id, text }) => {
      const tick = ticked.get(id);
      const state = tick ? `${clockOf(tick.at)} ${nameOf(tick.by)}` : say('step.open');
      return { text: pick(language, text), state, isDone: tick !== undefined };
    }),
  };
}

/** Each hop from the one before it that was reached, over the whole life of the incident. */
function barsOf(hops: readonly HopTiming[], language: Language): readonly DocBar[] {
  const reached = hops.filter((one): one is HopTiming & { at: number } => one.at !== null);
  const first = Math.min(...reached.map(({ at }) => at));
  const span = Math.max(1, Math.max(...reached.map(({ at }) => at)) - first);
  return reached.map((one, i) => {
    const before = Math.min(one.at, reached[i - 1]?.at ?? one.at);
    return {
      label: word(language, `hop.${one.hop}`),
      ...{ from: (before - first) / span, to: (one.at - first) / span },
      ...{ text: took(one.tookMs), isLate: isLateHop(one) },
    };
  });
}
