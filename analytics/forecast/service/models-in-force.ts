/**
 * Which version of a model a group runs, and when it is fitted again. A group takes the newest stored version that has
 * seen nothing of what is still to come on its timeline, and is fitted when there is none or that one has grown old.
 */
import type { LeadScore } from '@chengyun/contracts';
import type { ForecasterConfig } from './config.ts';
import type { FitJob, FitResult } from './fit-job.ts';
import type { GroupForecasts } from './group-forecasts.ts';
import type { ForecasterStore } from './store-deps.ts';
import type { TimelineForecasts } from './timeline-forecasts.ts';
import type { Trainer } from './trainer.ts';

export interface ModelsInForce {
  /** Takes what the store has for every group of the timeline. */
  load(timeline: TimelineForecasts): Promise<void>;
  /** Queues the fits that are due. */
  look(timeline: TimelineForecasts): void;
  /** Why a group has no version yet, or is not fitted again; null when nothing is in its way. */
  waitsFor(timeline: string, metric: string): string | null;
}

export interface Figures {
  /** By `asset|metric`. */
  readonly heldOut: Readonly<Record<string, readonly LeadScore[]>>;
}

/** A fit that was refused is tried again after this much of timeline time. */
const RETRY_MS = 3_600_000;
const HOUR_MS = 3_600_000;

export const groupName = ({ plan, metric }: GroupForecasts): string => `${plan.model.id}/${metric}`;

export function createModelsInForce(
  config: ForecasterConfig,
  deps: {
    readonly store: ForecasterStore;
    readonly trainer: Trainer;
    /** False while the city is only just starting. */
    readonly mayFit: () => boolean;
  },
): ModelsInForce {
  const { store, trainer, mayFit } = deps;
  const waits = new Map<string, string>();
  const notBefore = new Map<string, number>();
  const nameOf = (timeline: string, metric: string) => `${timeline} ${metric}`;

  const take = async (run: TimelineForecasts, group: GroupForecasts, isRestart: boolean) => {
    const { model } = group.plan;
    const atMs = run.lastTickMs();
    const of = { model: model.id, group: groupName(group), scope: run.scope(), knownToMs: atMs };
    const found = await store.newestModel(of);
    if (found === null) return;
    const { version, figures, trainedToMs } = found.version;
    const sinceMs = atMs - config.CHENGYUN_FORECAST_SPAN_MS - model.steps * model.stepMs;
    const issued = isRestart ? await store.issuedSince(run.timeline().id, sinceMs) : [];
    const { heldOut } = figures as Figures;
    group.use({ model, version, fitted: model.load(found.state), heldOut }, trainedToMs, issued, atMs);
  };

  const queueFit = (run: TimelineForecasts, group: GroupForecasts, name: string) => {
    const { id } = run.timeline();
    let span = { fromMs: 0, toMs: 0 };
    const makeJob = (): FitJob | null => {
      const asked = group.fitJob(run.lastTickMs());
      if ('missingMs' in asked) return null;
      span = asked;
      return asked.job;
    };
    const whenFitted = async ({ model }: FitJob, { state, heldOut }: FitResult) => {
      const { fromMs: trainedFromMs, toMs: trainedToMs } = span;
      const place = { model, group: groupName(group), scope: run.scope(), timeline: id };
      await store.putModel({ ...place, trainedFromMs, trainedToMs, figures: { heldOut } satisfies Figures }, state);
      waits.delete(name);
      await take(run, group, false);
    };
    trainer.queue(name, makeJob, whenFitted);
  };

  return {
    load: async (run) => {
      for (const group of run.groups) await take(run, group, true);
    },
    look: (run) => {
      if (!run.isCurrent() || !mayFit()) return;
      const atMs = run.lastTickMs();
      for (const group of run.groups) {
        const name = nameOf(run.timeline().id, group.metric);
        const version = group.version();
        const isDue = version === null || atMs - version.trainedToMs >= config.CHENGYUN_FORECAST_REFIT_MS;
        if (!isDue || atMs < (notBefore.get(name) ?? 0) || trainer.isQueued(name)) continue;
        notBefore.set(name, atMs + RETRY_MS);
        if (group.series().length === 0) continue;
        const asked = group.fitJob(atMs);
        if ('missingMs' in asked) {
          waits.set(name, `${(asked.missingMs / HOUR_MS).toFixed(1)} h more of history are needed for a fit`);
          // It may be there long before the next look.
          notBefore.set(name, atMs + Math.min(RETRY_MS, asked.missingMs));
        } else queueFit(run, group, name);
      }
    },
    waitsFor: (timeline, metric) => waits.get(nameOf(timeline, metric)) ?? null,
  };
}
