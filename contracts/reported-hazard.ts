/**
 * Hazards that people report: their kinds, and what an incident has that was opened by hand because of one. No rule
 * watches it and no sensor says that it is over, so that only a photo and the steps below close it.
 */
import type { Procedure } from './procedure.ts';
import type { Bilingual } from './text.ts';

export const REPORT_KINDS = ['flood', 'road', 'tree', 'manhole', 'power', 'other'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const KIND_WORDS: Readonly<Record<ReportKind, Bilingual>> = {
  flood: { zh: '积水', en: 'Flooding' },
  road: { zh: '道路损坏', en: 'Damaged road' },
  tree: { zh: '树木或物体倒落', en: 'Fallen tree or object' },
  manhole: { zh: '井盖缺失', en: 'Missing manhole cover' },
  power: { zh: '电线或路灯', en: 'Wires or street lights' },
  other: { zh: '其他', en: 'Something else' },
};

/** Stands where the alarm of a sensor has its rule. */
export const REPORTED_RULE = 'report.hazard';

export const REPORTED_PROCEDURE: Procedure = [
  { id: 'report.look', kind: 'check', text: { zh: '到场核实险情', en: 'See the hazard on site' } },
  {
    id: 'report.guard',
    kind: 'closure',
    text: { zh: '设警示、围挡，疏导行人车辆', en: 'Warn, fence it off, lead people and traffic around it' },
    when: { levelFrom: 'yellow' },
  },
  {
    id: 'report.safe',
    kind: 'repair',
    text: { zh: '排除险情，或移交责任单位', en: 'Make it safe, or hand it to who is responsible' },
    when: { after: 'report.look' },
  },
];
