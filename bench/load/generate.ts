/** Carries out one load plan: keeps every client's window full, or keeps to a pace; waits for the last answer. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../report/quantiles.ts';
import type { LoadDevice, LoadPlan, LoadResult } from './load-plan.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { createTemplate, type Template } from './template.ts';

const PACE_EVERY_MS = 5;
const DRAIN_POLL_MS = 5;
const DRAIN_MS_MAX = 30_000;

export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const waitedMs: number[] = [];
  let lastAckedMs = 0;
  let isSending = false;
  const publishers = plan.devices.map((one) => {
    const publisher: Publisher = createPublisher({
      ...{ port: plan.port, device: one.device, secret: one.secret, spread: plan.spread },
      templates: templatesOf(one, plan),
      onAck: (ms) => void waitedMs.push(ms),
      onAcks: () => {
        lastAckedMs = Date.now();
        if (isSending && plan.messagesPerS === null) publisher.publish(plan.window - publisher.inFlight());
      },
      onError: failure.reject,
    });
    return publisher;
  });
  try {
    for (const one of publishers) await Promise.race([one.open(), failure.promise]);
    isSending = true;
    const firstSentMs = Date.now();
    const sending =
      plan.messagesPerS === null
        ? pump(publishers, plan)
        : pace(publishers, { ...plan, messagesPerS: plan.messagesPerS });
    await Promise.race([sending, failure.promise]);
    isSending = false;
    await Promise.race([drained(publishers), failure.promise]);
    const messages = publishers.reduce((sum, one) => sum + one.sent(), 0);
    return {
      messages,
      observations: messages * plan.itemsPerMessage,
      firstSentMs,
      lastAckedMs,
      ackMsP50: quantile(waitedMs, 0.5),
      ackMsP99: quantile(waitedMs, 0.99),
    };
  } finally {
    for (const one of publishers) one.close();
  }
}

function templatesOf({ device, assets }: LoadDevice, plan: LoadPlan): Template[] {
  const epoch = `1-${randomBytes(8).toString('hex')}`;
  const { itemsPerMessage, metric } = plan;
  const templates: Template[] = [];
  for (let first = 0; first + itemsPerMessage <= assets.length; first += itemsPerMessage) {
    templates.push(createTemplate({ device, epoch, metric, assets: assets.slice(first, first + itemsPerMessage) }));
  }
  if (templates.length === 0) throw new Error(`${device} has fewer than ${itemsPerMessage} assets`);
  return templates;
}

async function pump(publishers: readonly Publisher[], { window, durationMs }: LoadPlan): Promise<void> {
  for (const one of publishers) one.publish(window);
  await sleep(durationMs);
}

/** One message per client at a time, in turn; what a full window holds back is sent as soon as there is room. */
async function pace(publishers: readonly Publisher[], plan: LoadPlan & { messagesPerS: number }): Promise<void> {
  const startedMs = performance.now();
  let sent = 0;
  for (;;) {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs >= plan.durationMs) return;
    const due = Math.floor((elapsedMs * plan.messagesPerS) / 1000);
    for (; sent < due; sent++) {
      const publisher = publishers[sent % publishers.length] as Publisher;
      if (publisher.inFlight() >= plan.window) break;
      publisher.publish(1);
    }
    await sleep(PACE_EVERY_MS);
  }
}

async function drained(publishers: readonly Publisher[]): Promise<void> {
  const untilMs = performance.now() + DRAIN_MS_MAX;
  while (publishers.some((one) => one.inFlight() > 0)) {
    if (performance.now() > untilMs) throw new Error('the broker did not acknowledge everything within 30 s');
    await sleep(DRAIN_POLL_MS);
  }
}
