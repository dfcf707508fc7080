/** Alarms for tests of what is made from alarms. */
import { type AlarmRecord, UNDECIDED } from '@chengyun/contracts';

export function makeAlarm(patch: Partial<AlarmRecord>): AlarmRecord {
  return {
    ...{ k: 'alarm', tl: 'live', n: 1, at: 0, id: 'a1', rule: 'flood.underpass', ruleVersion: 1 },
    ...{ condition: 'abnormal', domain: 'flood', asset: 'underpass-yanggao-century', transition: 'raise' },
    ...{ state: 'active-unacknowledged', level: 'red', peak: 'red', raisedAt: 0, ackedAt: null, clearedAt: null },
    ...UNDECIDED,
    ...{ shelvedUntil: null, by: null, title: { zh: '积水', en: 'Ponding' }, why: { zh: '', en: '' } },
    ...{ action: { zh: '', en: '' }, metric: 'water.depth', value: 30, threshold: 25, unit: 'cm', inputs: {} },
    ...{ lonDeg: 121.537, latDeg: 31.2245, radiusM: 300, trace: null, observedAt: 0 },
    ...patch,
  };
}
