/** Alarm records and facts of one made-up alarm, for tests of the fold. */
import { type AlarmRecord, type FactBody, type FactRecord, UNDECIDED } from '@chengyun/contracts';

const TEXT = { zh: '开闸', en: 'Open the gate' };
const EPOCHS: Readonly<Record<string, string>> = { operator: 'a', dispatcher: 'b', 'officer-1': 'c', 'officer-2': 'd' };

export function alarm(n: number, part: Partial<AlarmRecord> = {}): AlarmRecord {
  return {
    k: 'alarm',
    tl: 'live',
    n,
    at: n * 1000,
    id: 'alarm-1',
    rule: 'flood.level',
    ruleVersion: 1,
    condition: 'high',
    domain: 'flood',
    asset: 'gauge-1',
    transition: 'raise',
    state: 'active-unacknowledged',
    level: 'orange',
    peak: 'orange',
    raisedAt: 1000,
    ackedAt: null,
    clearedAt: null,
    shelvedUntil: null,
    ...UNDECIDED,
    by: null,
    title: TEXT,
    why: TEXT,
    action: TEXT,
    metric: 'water.level',
    value: 4.6,
    threshold: 4.55,
    unit: 'm',
    inputs: {},
    lonDeg: 121.5,
    latDeg: 31.2,
    radiusM: 200,
    trace: null,
    observedAt: 900,
    ...part,
  };
}

/** Facts of one list get increasing sequence numbers; `tick` is the newest tick at arrival. */
export function factStream() {
  const seqs = new Map<string, number>();
  return (tick: number, actor: string, body: FactBody, lateMs = 0): FactRecord => {
    const seq = (seqs.get(actor) ?? 0) + 1;
    seqs.set(actor, seq);
    const epoch = (EPOCHS[actor] ?? 'e').repeat(16);
    const rxAt = tick * 1000 + seq;
    const role = actor === 'system' ? actor : actor.startsWith('officer') ? 'officer' : 'operator';
    return {
      k: 'fact',
      tl: 'live',
      id: `${actor}/${epoch}/${seq}`,
      actor,
      role,
      epoch,
      seq,
      at: rxAt - lateMs,
      rxAt,
      tlAt: tick * 1000,
      body,
    };
  };
}
