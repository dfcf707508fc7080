/** One device as a row: heard when, since which boot, what waits, and what is wrong with its view or its source. */

import type { AgentDevice, DeviceLine } from '@chengyun/contracts';
import { formatAge, formatClock } from '../../state/format.ts';
import { language, say } from '../../ui/say.ts';
import { sayPage } from './words/say-page.ts';

const KIB = 1024;

export interface DeviceRowProps {
  readonly device: DeviceLine;
  /** Where its agent answers on this machine. */
  readonly agent: AgentDevice | undefined;
  readonly nowWallMs: number;
  readonly placeOf: (asset: string) => string;
  readonly isChosen: boolean;
  readonly onStation: (asset: string) => void;
  readonly onSettings: () => void;
}

export function DeviceRow(props: DeviceRowProps) {
  const { device, agent, nowWallMs, placeOf, isChosen, onStation, onSettings } = props;
  const { id, assets } = device;
  const [first] = assets;
  const trouble = troubleOf(device, agent);
  return (
    <tr data-offline={!device.isOnline}>
      <td>
        <span class="dot" data-online={device.isOnline} aria-hidden="true" /> {id}{' '}
        <span class="low">
          {device.isRevoked ? sayPage('devices.revoked') : sayPage(`devices.kind.${device.kind}`)} ·{' '}
          {sayPage(device.isOnline ? 'station.online' : 'station.offline')}
        </span>
        {trouble !== null && <strong class="device-trouble">{trouble}</strong>}
      </td>
      <td class="devices-places">
        {first ? (
          <button type="button" onClick={() => onStation(first)}>
            {placeOf(first)}
          </button>
        ) : (
          '–'
        )}
        {assets.length > 1 && <span class="low"> +{assets.length - 1}</span>}
      </td>
      <td class="n">
        {device.wallMs === null
          ? sayPage('devices.never')
          : say('time.age', { age: formatAge(nowWallMs - device.wallMs, language.value) })}
      </td>
      <td class="n">{device.epoch?.split('-')[0] ?? '–'}</td>
      <td class="n">{device.seq ?? '–'}</td>
      <td class="n">{agent ? `${agent.waiting} · ${Math.ceil(agent.outboxBytes / KIB)} KiB` : '–'}</td>
      <td class="n">{device.refused}</td>
      <td class="n">
        {(device.kind === 'sensor' || device.kind === 'camera') && !device.isRevoked && (
          <button
            type="button"
            aria-label={sayPage('settings.openOf', { device: id })}
            aria-pressed={isChosen}
            onClick={onSettings}
          >
            {sayPage('settings.open')}
          </button>
        )}
      </td>
    </tr>
  );
}

function troubleOf({ view }: DeviceLine, agent: AgentDevice | undefined): string | null {
  if (view !== null && view.state !== 'ok') {
    return `${sayPage(`devices.view.${view.state}`)} · ${sayPage('devices.since', { at: formatClock(view.atMs, false) })}`;
  }
  return agent?.sourceFault ? sayPage('devices.sourceFault', { why: agent.sourceFault }) : null;
}
