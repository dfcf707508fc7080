/** One published message on its way from the broker to its partition: checked, then appended or refused. */
import { parseTopic, type RejectionReason, TOPIC_ROOT, UP_CHANNELS, type UpChannel } from '@chengyun/contracts';
import type { Settle } from './batch.ts';
import type { TakeEvidence } from './evidence.ts';
import type { Partition } from './partition-seam.ts';
import type { Sender } from './registry.ts';
import type { Ticks } from './ticks.ts';
import type { Accepted, Validate } from './validate.ts';

export interface IntakeDeps {
  readonly validate: Validate;
  readonly takeEvidence: TakeEvidence;
  readonly partitions: readonly Partition[];
  readonly ticks: Ticks;
  readonly counts: IntakeCounts;
}

export interface IntakeCounts {
  duplicates(count: number): void;
  items(count: number): void;
}

/** `settle` is called once: with null when the broker may acknowledge, with an error when it must hang up. */
export type Intake = (sender: Sender, topic: string, payload: Uint8Array, settle: Settle) => void;

export function createIntake(deps: IntakeDeps): Intake {
  const { validate, takeEvidence, ticks, counts } = deps;

  const accept = (partition: Partition, sender: Sender, verdict: Accepted, settle: Settle) => {
    const { record, epoch, seq, timeline, clockAtMs } = verdict;
    const device = sender.device.id;
    counts.items(verdict.items);
    if (clockAtMs === null) {
      partition.append(record, device, epoch, seq, settle);
      ticks.noteData(timeline.id);
    } else {
      const event = { record, device, epoch, seq, timeline: timeline.id, atMs: clockAtMs };
      ticks.conduct(timeline, sender.partition, event, settle);
    }
  };

  return (sender, topic, payload, settle) => {
    const partition = deps.partitions[sender.partition] as Partition;
    const refuse = (reason: RejectionReason, detail: string) =>
      partition.refuse(
        { device: sender.device.id, topic, reason, detail, payload: isPicture(topic) ? NOTHING : payload },
        settle,
      );

    const channel = upChannelOf(sender, topic);
    if (channel === null) {
      const isForeign = (parseTopic(topic)?.device ?? sender.device.id) !== sender.device.id;
      if (isForeign) refuse('foreign-topic', `${sender.device.id} may only publish under its own id.`);
      else refuse('unknown-topic', `Devices publish to ${TOPIC_ROOT}/<id>/${UP_CHANNELS.join('|')}.`);
      return;
    }
    if (channel === 'evidence') {
      const refusal = takeEvidence(sender, payload);
      if (refusal !== null) refuse(refusal.reason, refusal.detail);
      else partition.settleBehind(settle);
      return;
    }
    const verdict = validate(sender, channel, payload);
    if (!verdict.ok) {
      refuse(verdict.reason, verdict.detail);
    } else if ('duplicate' in verdict) {
      counts.duplicates(1);
      partition.settleBehind((error) => {
        if (error !== null) settle(error);
        else if (verdict.timeline.conductor !== sender.device.id) settle(null);
        else ticks.settleBehind(verdict.timeline.id, settle);
      });
    } else {
      accept(partition, sender, verdict, settle);
    }
  };
}

/** What may hold a picture is not kept, not even when it is refused. */
const isPicture = (topic: string): boolean => topic.endsWith('/evidence');
const NOTHING = new Uint8Array();

function upChannelOf(sender: Sender, topic: string): UpChannel | null {
  if (!topic.startsWith(sender.topicHead)) return null;
  const channel = topic.slice(sender.topicHead.length);
  return UP_CHANNELS.find((known) => known === channel) ?? null;
}
