/** A made-up snapshot, rich enough to judge a surface by. Development pages only; never part of the product's pages. */
import type {
  Incident,
  Level,
  OfficerView,
  Snapshot,
  StripBin,
  TimelineKind,
  View,
  VitalView,
} from '@chengyun/contracts';
import { fixtureAlarms, fixtureAssets } from './fixture-alarms.ts';
import { fixtureResponse, fixtureRisk } from './fixture-assessments.ts';

/** 2026-09-13 14:07:32 in Shanghai. */
export const FIXTURE_NOW_MS = Date.UTC(2026, 8, 13, 6, 7, 32);

const wave = (count: number, from: number, to: number, wobble: number) =>
  Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    return from + (to - from) * share * share + wobble * Math.sin(i * 0.9) * Math.cos(i * 0.23);
  });

function vitals(nowMs: number): VitalView[] {
  const row = (
    id: string,
    zh: string,
    en: string,
    unit: string,
    digits: number,
    band: readonly [number, number],
    spark: number[],
    note: readonly [string, string] | null = null,
    ageMs = 20_000,
  ): VitalView => ({
    id,
    name: { zh, en },
    unit,
    digits,
    value: spark.at(-1) ?? null,
    at: nowMs - ageMs,
    band,
    note: note ? { zh: note[0], en: note[1] } : null,
    spark,
  });
  return [
    row('tide', '黄浦公园水位', 'Huangpu Park', 'm', 2, [2.2, 4.55], wave(72, 3.4, 5.27, 0.02), [
      '+0.72 警戒',
      '+0.72 warning',
    ]),
    row('rain', '最大小时雨量', 'Max 1 h rain', 'mm', 1, [0, 36], wave(72, 8, 38.5, 1.4), ['陆家嘴', 'Lujiazui']),
    row('above', '超警水位站', 'Above warning', '站', 0, [0, 2], wave(72, 0, 7, 0).map(Math.round), [
      '共 24 站',
      'of 24',
    ]),
    row('pumps', '排水泵在运', 'Pumps running', '台', 0, [60, 98], wave(72, 40, 97, 0).map(Math.round), [
      '共 98 台',
      'of 98',
    ]),
    row('speed', '路网车速', 'Road speed', 'km/h', 1, [30, 48], wave(72, 44, 31.4, 1.6)),
    row('gust', '阵风极值', 'Peak gust', 'm/s', 1, [0, 17], wave(72, 9, 20.8, 1.1), null, 1_260_000),
    row('queue', '最长排队', 'Longest queue', 'm', 0, [0, 300], wave(72, 120, 480, 40)),
    row('underpass', '下立交最深', 'Deepest underpass', 'cm', 0, [0, 10], wave(72, 0, 22, 0.4)),
  ];
}

function strip(nowMs: number): StripBin[] {
  return Array.from({ length: 72 }, (_, i) => {
    const busy = i / 72;
    const counts: Record<Level, number> = {
      blue: i < 12 ? 0 : Math.max(0, Math.round(busy * 4 + Math.sin(i * 1.7) * 1.6 - 1)),
      yellow: [26, 39, 52, 62, 68].includes(i) ? 1 : 0,
      orange: [58, 70].includes(i) ? 1 : 0,
      red: i === 71 ? 1 : 0,
    };
    return { at: nowMs - (72 - i) * 300_000, counts };
  });
}

const OFFICERS: readonly OfficerView[] = [
  {
    id: 'officer-1',
    name: { zh: '防汛二队', en: 'Flood crew 2' },
    onDuty: true,
    busy: false,
    isSilent: false,
    distanceM: 1300,
    distanceBy: 'road',
    placeAt: null,
    isSkilled: true,
  },
  {
    id: 'officer-2',
    name: { zh: '泵闸所', en: 'Sluice crew' },
    onDuty: true,
    busy: true,
    isSilent: false,
    distanceM: 200,
    distanceBy: 'road',
    placeAt: null,
    isSkilled: true,
  },
  {
    id: 'officer-3',
    name: { zh: '世博公安岗 5', en: 'Expo police post 5' },
    onDuty: true,
    busy: false,
    isSilent: false,
    distanceM: 800,
    distanceBy: 'road',
    placeAt: null,
    isSkilled: true,
  },
  {
    id: 'officer-4',
    name: { zh: '防汛一队', en: 'Flood crew 1' },
    onDuty: true,
    busy: false,
    isSilent: false,
    distanceM: 3600,
    distanceBy: 'road',
    placeAt: null,
    isSkilled: true,
  },
  {
    id: 'officer-5',
    name: { zh: '塘桥街道', en: 'Tangqiao street crew' },
    onDuty: false,
    busy: false,
    isSilent: false,
    distanceM: 2100,
    distanceBy: 'road',
    placeAt: null,
    isSkilled: true,
  },
];

/** What people wrote down about an incident that somebody leads. */
function led(first: number): Pick<Incident, 'roles' | 'objectives' | 'decisions' | 'evidence'> {
  const at = (s: number) => first + s * 1000;
  const file = { by: 'officer-2', bytes: 120_000 } as const;
  return {
    roles: { commander: 'operator', safety: 'officer-3' },
    objectives: [{ by: 'operator', at: at(140), text: '半小时内恢复一条车道' }],
    decisions: [{ by: 'operator', at: at(300), text: 'Close the underpass to both directions' }],
    evidence: [
      { ...file, at: at(420), media: 'photo', blob: 'a'.repeat(64) },
      { ...file, at: at(480), media: 'voice', blob: 'b'.repeat(64) },
    ],
  };
}

function incidents(nowMs: number): Incident[] {
  return fixtureAlarms(nowMs)
    .filter((alarm) => alarm.state !== 'shelved')
    .map((alarm, index) => {
      const first = nowMs - (nowMs - alarm.raisedAt);
      const dispatched = index === 0 || index === 1 || index === 2;
      const at = (s: number) => (dispatched ? first + s * 1000 : null);
      return {
        id: `incident-${alarm.id}`,
        tl: 'live',
        alarm: alarm.id,
        ...{ alarms: [alarm.id], mergedInto: null, trace: '0'.repeat(32), peak: alarm.peak, peakValue: alarm.value },
        ...{ rule: alarm.rule, domain: alarm.domain, assets: [], steps: [] },
        ...(index === 1 ? led(first) : { roles: {}, objectives: [], decisions: [], evidence: [] }),
        escalations: index === 0 ? [{ at: first + 90_000, hop: 'accepted', step: 2, to: 'wall', task: null }] : [],
        level: alarm.level,
        title: alarm.title,
        asset: alarm.asset,
        lonDeg: alarm.lonDeg,
        latDeg: alarm.latDeg,
        state: dispatched ? (index === 0 ? 'dispatched' : 'on-scene') : alarm.ackedAt ? 'acknowledged' : 'open',
        owner: dispatched ? 'officer-1' : null,
        tasks: dispatched
          ? [
              {
                id: `task-${alarm.id}`,
                officer: index === 0 ? 'officer-1' : 'officer-2',
                instruction: alarm.action,
                state: index === 0 ? 'seen' : 'on-scene',
                ...{
                  by: 'operator',
                  times: {},
                  isUnreachable: false,
                  signAt: null,
                  isCheckInMissed: false,
                  helpAt: null,
                },
              },
            ]
          : [],
        hops: {
          observed: first - 900,
          sent: first - 880,
          committed: first - 590,
          fired: first - 530,
          shown: first - 400,
          acknowledged: alarm.ackedAt,
          dispatched: at(16),
          delivered: at(17.1),
          seen: at(22),
          accepted: index === 0 ? null : at(31),
          onScene: index === 0 ? null : at(240),
          resolved: null,
          verified: null,
          closed: null,
        },
        notes: index === 0 ? [{ by: 'operator', at: nowMs - 12_000, text: '闸门已通知关闭，等防汛二队接单。' }] : [],
        superseded: [],
      };
    });
}

export function fixtureSnapshot(view: View, kind: TimelineKind = 'live', wallMs = FIXTURE_NOW_MS): Snapshot {
  const nowMs = FIXTURE_NOW_MS;
  const alarms = fixtureAlarms(nowMs);
  const id = kind === 'live' ? 'live' : kind === 'exercise' ? 'exercise:typhoon' : 'replay:water-arthur';
  const label = kind === 'live' ? 'live' : kind === 'exercise' ? 'typhoon' : 'water-arthur';
  return {
    epoch: 'fixture',
    view,
    n: 1,
    timeline: { id, kind, label, nowMs, nowWallMs: wallMs, pace: kind === 'exercise' ? 60 : 1 },
    timelines: [{ id, label, kind }],
    assets: fixtureAssets(),
    alarms,
    incidents: incidents(nowMs),
    series: alarms.map((alarm) => ({
      key: `${alarm.asset}|${alarm.metric}`,
      asset: alarm.asset,
      metric: alarm.metric,
      at: nowMs - (alarm.metric === 'wind.gust' ? 1_300_000 : 15_000),
      value: alarm.value ?? 0,
      quality: 'good',
      flags: [],
    })),
    vitals: vitals(nowMs),
    trust: {
      devicesOnline: 1188,
      devicesTotal: 1204,
      medianAgeMs: 1800,
      lagMs: 400,
      store: 'timescale',
      quarantined: 3,
      down: [],
    },
    officers: OFFICERS,
    strip: strip(nowMs),
    risk: fixtureRisk(nowMs),
    response: fixtureResponse(nowMs),
  };
}
