/**
 * Starts the devices of one box, each by itself: one that cannot start is said in its sentence and left out, so that a
 * missing file of one camera does not make its neighbours blind.
 */
import type { Logger } from '@chengyun/platform/service/logger.ts';

/** Those that started, in their order. Throws the first reason when there is none. */
export async function startEach<Device extends { readonly device: string }, Running>(
  devices: readonly Device[],
  start: (device: Device) => Promise<Running>,
  logger: Logger,
): Promise<readonly Running[]> {
  const results = await Promise.allSettled(devices.map(start));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ device: devices[index]!.device, reason: result.reason as Error }] : [],
  );
  if (started.length === 0 && failed[0] !== undefined) throw failed[0].reason;
  for (const { device, reason } of failed) {
    logger.error({ device }, `${device} is left out, the others go on: ${reason.message}`);
  }
  return started;
}
