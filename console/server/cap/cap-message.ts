/**
 * An alarm as a message of the Common Alerting Protocol 1.2 (OASIS, 1 July 2010), for systems of other departments. An
 * exercise is `Exercise` and a replay `Test`, never `Actual`: who gets it must not be able to mistake one for the other.
 */
import { type AlarmRecord, type Asset, LEVEL_FACTS, type Timeline, type TimelineKind } from '@chengyun/contracts';
import { CITY_UTC_OFFSET_MS } from '../../state/format.ts';

export interface CapSource {
  readonly alarm: AlarmRecord;
  /** Of this record, and of the one that raised the alarm. */
  readonly identifier: string;
  readonly raised: { readonly identifier: string; readonly sentMs: number };
  /** Wall time of the record, epoch ms. */
  readonly sentMs: number;
  readonly kind: TimelineKind;
  readonly asset: Asset | undefined;
  /** `mailto:` or `https:` address of who sends, without spaces or commas. */
  readonly sender: string;
}

const STATUS = { live: 'Actual', exercise: 'Exercise', replay: 'Test' } as const;
const URGENCY = { blue: 'Future', yellow: 'Expected', orange: 'Expected', red: 'Immediate' } as const;
const SEVERITY = { blue: 'Minor', yellow: 'Moderate', orange: 'Severe', red: 'Extreme' } as const;
const CATEGORY: Readonly<Record<string, string>> = { flood: 'Met', traffic: 'Transport' };
/** Alarms about what is to come say so in their rule. */
const FORESEEN = /outlook|overtopping|forecast/;

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';

/** The kind of message that a transition is; null for what concerns the operators alone. */
export function msgTypeOf(transition: AlarmRecord['transition']): 'Alert' | 'Update' | 'Cancel' | null {
  if (transition === 'raise') return 'Alert';
  if (transition === 'clear') return 'Cancel';
  return transition === 'escalate' || transition === 'ease' || transition === 'update' ? 'Update' : null;
}

/** XML 1.0, UTF-8. */
export function capMessage(source: CapSource): string {
  const { alarm, identifier, raised, sentMs, kind, sender } = source;
  const msgType = msgTypeOf(alarm.transition) ?? 'Update';
  const references = `${sender},${raised.identifier},${capTime(raised.sentMs)}`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<alert xmlns="${CAP_NAMESPACE}">`,
    element('identifier', identifier),
    element('sender', sender),
    element('sent', capTime(sentMs)),
    element('status', STATUS[kind]),
    element('msgType', msgType),
    element('scope', 'Restricted'),
    element('restriction', 'Authorities of the city'),
    ...(kind === 'live' ? [] : [element('note', kind === 'exercise' ? '演练 Exercise' : '回放 Replay')]),
    ...(msgType === 'Alert' ? [] : [element('references', references)]),
    info(source, 'zh'),
    info(source, 'en'),
    '</alert>',
  ];
  return `${lines.join('\n')}\n`;
}

function info({ alarm, asset }: CapSource, language: 'zh' | 'en'): string {
  const place = asset?.name[language] ?? alarm.asset;
  return [
    '<info>',
    element('language', language === 'zh' ? 'zh-CN' : 'en-US'),
    element('category', CATEGORY[alarm.domain] ?? 'Infra'),
    element('event', alarm.title[language]),
    element('urgency', alarm.transition === 'clear' ? 'Past' : URGENCY[alarm.level]),
    element('severity', SEVERITY[alarm.level]),
    element('certainty', FORESEEN.test(alarm.rule) ? 'Likely' : 'Observed'),
    element('senderName', language === 'zh' ? '城市运行中心' : 'City operations centre'),
    element('headline', alarm.title[language]),
    element('description', alarm.why[language]),
    element('instruction', alarm.action[language]),
    parameter('level', LEVEL_FACTS[alarm.level].numeral),
    parameter('rule', `${alarm.rule}@${alarm.ruleVersion}`),
    '<area>',
    element('areaDesc', place),
    element('circle', `${alarm.latDeg},${alarm.lonDeg} ${(alarm.radiusM / 1_000).toFixed(3)}`),
    '</area>',
    '</info>',
  ].join('\n');
}

const parameter = (name: string, value: string): string =>
  `<parameter>${element('valueName', name)}${element('value', value)}</parameter>`;
const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;

/** Control characters have no place in XML 1.0, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
}

/** The standard wants an offset and refuses Z: 2026-09-11T08:00:00+08:00. */
export function capTime(ms: number): string {
  return `${new Date(ms + CITY_UTC_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Wall time of a moment of a timeline; of a conducted one the moment itself. */
export function wallMsOf({ clock, pace, anchorWallMs, anchorTimelineMs }: Timeline, atMs: number): number {
  return clock === 'wall' ? anchorWallMs + (atMs - anchorTimelineMs) / pace : atMs;
}
