/** What is said between the parts of Chengyun: schemas, types, topics, units, levels and legal state transitions. */
export * from './alarm.ts';
export * from './asset.ts';
export * from './device.ts';
export * from './domain.ts';
export * from './fact.ts';
export * from './incident.ts';
export * from './levels.ts';
export * from './live.ts';
export * from './log-record.ts';
export * from './metric.ts';
export * from './ports.ts';
export * from './quality.ts';
export * from './rejection.ts';
export * from './text.ts';
export * from './timeline.ts';
export * from './topics.ts';
export * from './uplink.ts';
