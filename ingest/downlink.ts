/**
 * Tells devices what the store holds for them: the newest configuration, retained, and commands until they expire or
 * are answered. Both are sealed here with the device's own key, so that a new secret or a revocation takes effect at
 * once. What was said already is not said again.
 */
import type { Command, DeviceConfig, DownChannel } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { sealText } from '@chengyun/platform/service/sealed.ts';
import type { EvidenceBox } from './evidence.ts';
import type { Registry, Sender } from './registry.ts';

export interface DownlinkContent {
  readonly configs: readonly DeviceConfig[];
  readonly commands: readonly Command[];
}

export interface Downlink {
  /** The store changed. */
  replace(content: DownlinkContent): void;
  /** The registry changed: secrets, or who is registered. */
  refresh(): void;
  /** The device begins to listen: it is told again what it may have missed. */
  greet(sender: Sender): void;
}

export interface DownlinkDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly evidence: Pick<EvidenceBox, 'expect' | 'isAwaited'>;
  readonly tell: (device: string, channel: DownChannel, text: string, retain: boolean) => void;
}

export function createDownlink({ registry, clock, evidence, tell }: DownlinkDeps): Downlink {
  let configs = new Map<string, DeviceConfig>();
  let commands: readonly Command[] = [];
  /** By device, as it was published last. */
  const retained = new Map<string, string>();
  const sent = new Set<string>();

  const sealedFor = (sender: Sender, channel: DownChannel, what: DeviceConfig | Command): string =>
    JSON.stringify(sealText(sender.device.secretSha256, channel, JSON.stringify(what)));

  const refresh = (): void => {
    for (const device of new Set([...configs.keys(), ...retained.keys()])) {
      const sender = registry.sender(device);
      const config = configs.get(device);
      const text = sender && config ? sealedFor(sender, 'config', config) : '';
      if (text === (retained.get(device) ?? '')) continue;
      tell(device, 'config', text, true);
      if (text === '') retained.delete(device);
      else retained.set(device, text);
    }
  };

  const send = (command: Command): void => {
    const sender = registry.sender(command.device);
    if (sender === null || command.expires_at < clock.nowMs() || !evidence.isAwaited(command.id)) return;
    tell(command.device, 'commands', sealedFor(sender, 'commands', command), false);
  };

  return {
    refresh,
    replace: (content) => {
      configs = new Map(content.configs.map((config) => [config.device, config]));
      commands = content.commands;
      evidence.expect(commands);
      refresh();
      for (const command of commands) if (!sent.has(command.id)) send(command);
      sent.clear();
      for (const { id } of commands) sent.add(id);
    },
    greet: ({ device }) => {
      for (const command of commands) if (command.device === device.id) send(command);
    },
  };
}
