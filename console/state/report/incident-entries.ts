/** One incident as lines in the order of time: who did what. Pure. */
import type { AfterActionIncident, Bilingual, Incident, Task } from '@chengyun/contracts';
import { WALL } from '@chengyun/contracts/incident.ts';
import { SYSTEM } from '@chengyun/contracts/loop-fact.ts';
import { type Language, pick, type WordParameters, word } from '../words/words.ts';
import type { ReportWordKey } from './zh.ts';

export interface Entry {
  /** Wall ms. */
  readonly at: number;
  readonly who: string;
  readonly what: string;
  readonly isLate: boolean;
}

export interface Speaker {
  readonly language: Language;
  readonly say: (key: ReportWordKey, parameters?: WordParameters) => string;
  readonly nameOf: (account: string) => string;
}

const TASK_STEPS = ['delivered', 'seen', 'accepted', 'on-scene', 'done', 'recalled'] as const satisfies Task['state'][];

export function incidentEntries({ incident, procedure }: AfterActionIncident, speaker: Speaker): readonly Entry[] {
  const { language, say, nameOf } = speaker;
  const entries: Entry[] = [];
  const add = (at: number | null | undefined, who: string, what: string, isLate = false): void => {
    if (at !== null && at !== undefined) entries.push({ at, who, what, isLate });
  };
  const { hops, tasks, notes, decisions, objectives, escalations, steps, evidence } = incident;
  add(hops.fired, say('system'), say('did.fired', { title: pick(language, incident.title) }));
  add(hops.shown, say('system'), say('did.shown'));
  add(hops.acknowledged, '', say('did.acknowledged'));
  for (const task of tasks) {
    add(task.times.sent, nameOf(task.by), say('did.sent', { who: nameOf(task.officer) }));
    for (const step of TASK_STEPS) add(task.times[step], nameOf(task.officer), say(`did.${step}`));
  }
  for (const { at, hop, to } of escalations) {
    const hopName = word(language, `hop.${hop}`);
    const what =
      to === WALL ? say('did.wall', { hop: hopName }) : say('did.escalated', { hop: hopName, who: nameOf(to) });
    add(at, say('system'), what, true);
  }
  for (const { at, by, text } of notes) add(at, nameOf(by), say('did.note', { text }));
  for (const { at, by, text } of decisions) add(at, nameOf(by), say('did.decision', { text }));
  for (const { at, by, text } of objectives) add(at, nameOf(by), say('did.objective', { text }));
  const stepText = (id: string): Bilingual => procedure.find((step) => step.id === id)?.text ?? { zh: id, en: id };
  for (const { at, by, step } of steps) add(at, nameOf(by), say('did.step', { text: pick(language, stepText(step)) }));
  for (const { at, by, media } of evidence) add(at, nameOf(by), say(`did.${media}`));
  add(hops.verified, say('system'), say('did.verified'));
  add(hops.closed, say('system'), say('did.closed'));
  return entries.sort((a, b) => a.at - b.at);
}

/** Whose lateness a hop is: the team's that it waited for, else the desk's. */
export function whoseHop(hop: keyof Incident['hops'], { tasks, owner }: Incident, nameOf: Speaker['nameOf']): string {
  const isTeams = ['delivered', 'seen', 'accepted', 'onScene', 'resolved'].includes(hop);
  const first = tasks.find(({ by }) => by !== SYSTEM);
  if (isTeams && first) return nameOf(first.officer);
  return nameOf(owner !== null && !tasks.some(({ officer }) => officer === owner) ? owner : (first?.by ?? ''));
}
