/** What edge agents say of themselves, for whatever they watch: who watches must be watched. Counts since the agent began. */
import type { MetricStandard } from '@chengyun/contracts';

const periodMs = 600_000;

export const AGENT_METRICS: readonly MetricStandard[] = [
  {
    id: 'agent.clock_skew',
    name: { zh: '采集端时钟偏差', en: 'Clock of the agent against the broker' },
    unit: 's',
    range: [-86_400, 86_400],
    periodMs,
    digits: 2,
    normalBand: [-2, 2],
  },
  {
    id: 'agent.waiting',
    name: { zh: '采集端待发消息', en: 'Messages that wait at the agent' },
    unit: '1',
    range: [0, 1e9],
    periodMs,
    digits: 0,
    normalBand: [0, 500],
  },
  {
    id: 'agent.sent',
    name: { zh: '采集端已送达', en: 'Items delivered by the agent' },
    unit: '1',
    range: [0, 1e12],
    periodMs,
    digits: 0,
  },
  {
    id: 'agent.dropped',
    name: { zh: '采集端丢弃', en: 'Items dropped by the agent' },
    unit: '1',
    range: [0, 1e12],
    periodMs,
    digits: 0,
    normalBand: [0, 0],
  },
  {
    id: 'agent.rate_share',
    name: { zh: '采集端实际帧率占比', en: 'Share of its rate that the agent works at' },
    unit: '1',
    range: [0, 1],
    periodMs,
    digits: 2,
    normalBand: [0.5, 1],
  },
];
