/** Checks the items of one message that matched its schema, and writes their part of the record text. */
import {
  CONFIDENCE_MIN,
  type DeviceEvent,
  type MetricStandard,
  type Observation,
  type Quality,
  type QualityFlag,
  type Timeline,
} from '@chengyun/contracts';
import type { PrivacyBudget } from '@chengyun/platform/privacy/privacy-file.ts';
import { assessQuality, type SeriesMemory } from './quality.ts';
import type { Registry, Sender } from './registry.ts';
import { type Rejected, rejected } from './rejection.ts';
import { checkTime, type TimeLimits } from './time-window.ts';

/** What of it the city has said that it collects: platform/privacy. */
export type Collects = Pick<PrivacyBudget, 'collectsMetric' | 'collectsChannel'>;

export interface ItemContext {
  readonly registry: Registry;
  readonly standards: ReadonlyMap<string, MetricStandard>;
  readonly collects: Collects;
  readonly limits: TimeLimits;
  readonly sender: Sender;
  readonly timeline: Timeline;
  readonly rxAtMs: number;
  /** Timeline time now. */
  readonly nowMs: number;
  readonly isClockOff: boolean;
}

export type CheckedItems = { readonly ok: true; readonly text: string; readonly clockAtMs: number | null } | Rejected;

/** Two passes, so that a rejected message leaves no trace in what the rate check remembers. */
export function checkObservations(items: readonly Observation[], context: ItemContext): CheckedItems {
  const memories: SeriesMemory[] = [];
  for (const item of items) {
    const memory = seriesOf(item, context);
    if ('reason' in memory) return memory;
    if (item.unit !== undefined && item.unit !== memory.standard.unit) {
      return rejected('wrong-unit', `${item.metric} is in ${memory.standard.unit}, not in ${item.unit}.`);
    }
    const late = checkTime(context.timeline, context.nowMs, item.at, context.limits);
    if (late !== null) return late;
    memories.push(memory);
  }
  let text = '';
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as Observation;
    const memory = memories[index] as SeriesMemory;
    const said = item.quality as { verdict: Quality; flags?: QualityFlag[] } | undefined;
    const { confidence } = item;
    const isUnsure = confidence !== undefined && confidence < CONFIDENCE_MIN;
    const quality = assessQuality(memory, item.at, item.value, context.isClockOff, said, isUnsure);
    const sure = confidence === undefined ? '' : `,"confidence":${confidence}`;
    text += `${index === 0 ? '' : ','}${memory.head}${item.at},"value":${item.value}${quality}${sure}}`;
  }
  return { ok: true, text, clockAtMs: null };
}

/** A device that names no asset speaks of its first one; without any it can only speak of itself. */
export function checkEvents(items: readonly DeviceEvent[], context: ItemContext): CheckedItems {
  const { sender, timeline } = context;
  const texts: string[] = [];
  let clockAtMs: number | null = null;
  for (const item of items) {
    const named = 'asset' in item ? item.asset : undefined;
    if (named !== undefined && !sender.assets.has(named)) return unknownAsset(named, sender);
    const late = checkTime(timeline, context.nowMs, item.at, context.limits);
    if (late !== null) return late;
    if (item.event === 'clock') {
      if (timeline.clock !== 'conducted' || timeline.conductor !== sender.device.id) {
        return rejected('wrong-device', `${sender.device.id} does not conduct ${timeline.id}.`);
      }
      clockAtMs = Math.max(clockAtMs ?? 0, item.at);
    }
    texts.push(JSON.stringify({ ...item, asset: named ?? sender.device.assets[0] ?? '' }));
  }
  return { ok: true, text: texts.join(','), clockAtMs };
}

function seriesOf(item: Observation, context: ItemContext): SeriesMemory | Rejected {
  const { sender } = context;
  const asset = item.asset ?? sender.device.assets[0] ?? '';
  return sender.series.get(asset)?.get(item.metric) ?? openSeries(asset, item.metric, context);
}

/** What a sender may say about an asset, checked once per series. */
export function openSeries(
  asset: string,
  metric: string,
  { sender, registry, standards, collects }: Pick<ItemContext, 'sender' | 'registry' | 'standards' | 'collects'>,
): SeriesMemory | Rejected {
  const standard = standards.get(metric);
  if (standard === undefined) return rejected('unknown-metric', `No domain defines the metric ${metric}.`);
  if (!collects.collectsMetric(metric)) {
    return rejected('not-collected', `privacy.yaml does not say that ${metric} is collected.`);
  }
  if (!sender.assets.has(asset)) return unknownAsset(asset, sender);
  const place = registry.asset(asset);
  if (place === null) return rejected('unknown-asset', `The asset ${asset} is not registered.`);
  if (standard.needsDatum === true && place.datum === undefined) {
    return rejected('missing-datum', `${metric} is a level, and ${asset} has no vertical datum.`);
  }
  const head = `{"asset":${JSON.stringify(asset)},"metric":${JSON.stringify(metric)},"at":`;
  const memory: SeriesMemory = { standard, head, lastAtMs: -1, lastValue: 0 };
  const ofAsset = sender.series.get(asset) ?? new Map<string, SeriesMemory>();
  sender.series.set(asset, ofAsset.set(metric, memory));
  return memory;
}

function unknownAsset(asset: string, sender: Sender): Rejected {
  return rejected('unknown-asset', `${asset || 'No asset'} is not served by ${sender.device.id}.`);
}
