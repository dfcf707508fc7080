/**
 * Records of the durable log. Stream `telemetry` (partitioned by device, written by ingest): uplink, status and tick.
 * Stream `alarms` (one partition, written by analytics): alarm. Stream `facts` (one partition, written by the console):
 * fact. Stream `forecasts` (one partition, written by the forecaster): forecast and forecast-score. Stream `assessments`
 * (one partition, written by analytics): what the engine finds beyond single alarms. Each consumer keeps its own cursor.
 */
import type { AlarmRecord } from './alarm.ts';
import type { AssessmentRecord } from './assessment.ts';
import type { FactRecord } from './fact.ts';
import type { ForecastStreamRecord } from './forecast.ts';
import type { Quality, QualityFlag } from './quality.ts';
import type { DeviceEvent } from './uplink.ts';

export const STREAMS = ['telemetry', 'alarms', 'facts', 'forecasts', 'assessments'] as const;
export type Stream = (typeof STREAMS)[number];

/** Quality is present only when it is not plain good. */
export interface LoggedObservation {
  readonly asset: string;
  readonly metric: string;
  readonly at: number;
  readonly value: number;
  readonly quality?: Quality;
  readonly flags?: readonly QualityFlag[];
  /** As the device said it; the store keeps its verdict alone. */
  readonly confidence?: number;
}

export interface ObservationsRecord {
  readonly k: 'obs';
  readonly tl: string;
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  /** Device wall clock at sending and ingest wall clock at arrival, for latency figures only; never read by rules. */
  readonly sentAt: number;
  readonly rxAt: number;
  readonly items: readonly LoggedObservation[];
}

export interface EventsRecord {
  readonly k: 'evt';
  readonly tl: string;
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly sentAt: number;
  readonly rxAt: number;
  readonly items: readonly (DeviceEvent & { readonly asset: string })[];
}

export interface StatusRecord {
  readonly k: 'status';
  readonly tl: string;
  readonly device: string;
  readonly online: boolean;
  readonly at: number;
}

/**
 * A barrier in every telemetry partition. Engines work from tick to tick: at tick `n` all records before it are in,
 * and facts are in up to (not including) offset `facts` of the facts stream.
 */
export interface TickRecord {
  readonly k: 'tick';
  readonly tl: string;
  /** 1, 2, 3... per timeline. */
  readonly n: number;
  /** Timeline time, epoch milliseconds; never decreases. */
  readonly at: number;
  readonly facts: number;
  /** As `facts`, for the stream of forecasts. Absent: none are in. */
  readonly forecasts?: number;
}

export type TelemetryRecord = ObservationsRecord | EventsRecord | StatusRecord | TickRecord;
export type LogRecord = TelemetryRecord | AlarmRecord | FactRecord | ForecastStreamRecord | AssessmentRecord;
