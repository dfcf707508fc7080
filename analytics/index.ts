/** Rules, alarms and the service that makes them out of the log. */
export { runSeries, type SeriesReading } from './backtest/run-series.ts';
export type { CaseResult } from './cases/run-cases.ts';
export { runAllCases, runCases } from './cases/run-cases.ts';
export { createEngine, type Engine, type EngineConfig, type EngineCounts } from './engine/engine.ts';
export { compileRule } from './rules/compile-rule.ts';
export { type LoadedRules, loadRules } from './rules/load-rules.ts';
export type { Rule } from './rules/rule.ts';
export { RuleError } from './rules/rule-error.ts';
export type { Analytics, AnalyticsDeps } from './service/analytics.ts';
export { ANALYTICS_SPEC, type AnalyticsConfig } from './service/config.ts';
export { createAnalytics } from './service/service.ts';
export { registryOf, snapshotsOf } from './service/store-deps.ts';
