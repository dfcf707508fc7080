/** Devices and their agents: heard when, what ails them, what waits, what was refused and why, and how a sensor measures. */

import type { AgentDevice, DevicesAnswer } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { say, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { CameraModelPane } from './camera-model-pane.tsx';
import { DeviceRow } from './device-row.tsx';
import { FilterBox, isShown } from './filter-box.tsx';
import { RefusedPanes } from './refused-panes.tsx';
import { SensorSettingsPane } from './sensor-settings-pane.tsx';
import { sayPage } from './words/say-page.ts';
import './devices.css';

const EVERY_MS = 5000;

export function DevicesPage({ surface, model, server }: PageProps) {
  const { live } = surface;
  const [filter, setFilter] = useState('');
  const [chosenId, choose] = useState<string | null>(null);
  const timeline = live.timeline.value?.id ?? '';
  const answer = useAnswer<DevicesAnswer>(
    `devices|${timeline}`,
    () => server.get('/api/devices', { timeline }),
    EVERY_MS,
  );
  const agents = answer?.ok ? answer.value.agents : [];
  const devices = answer?.ok ? answer.value.devices : [];
  const waiting = new Map<string, AgentDevice>(
    agents.flatMap((agent) => agent.devices.map((device) => [device.device, device])),
  );
  const down = live.trust.value?.down ?? [];
  const placeOf = (id: string) => {
    const asset = live.assets.value.get(id);
    return asset ? sayText(asset.name) : id;
  };
  const shown = devices.filter((device) => isShown(`${device.id} ${device.assets.map(placeOf).join(' ')}`, filter));
  const chosen = devices.find(({ id }) => id === chosenId) ?? null;
  return (
    <div class="page-body">
      <div class="page-bar">
        <FilterBox filter={filter} onFilter={setFilter} />
        {agents.map((agent) => (
          <span class="mid" key={agent.name}>
            {agent.name} · {agent.devices.filter((device) => device.connected).length}/{agent.devices.length}{' '}
            {sayPage('devices.connected')}
            {' · '}
            {sayPage('devices.waiting', { n: agent.devices.reduce((sum, device) => sum + device.waiting, 0) })}
          </span>
        ))}
        {answer?.ok && agents.length === 0 && <span class="mid">{sayPage('devices.noAgents')}</span>}
        {down.length > 0 && <strong>{say('trust.down', { names: down.join(' ') })}</strong>}
      </div>
      {answer?.ok === false && <p class="page-note mid">{answer.message}</p>}
      {answer?.ok && devices.length === 0 && <p class="page-note mid">{sayPage('devices.none')}</p>}
      <div class="page-columns devices-columns">
        <div>
          <table class="table">
            <thead>
              <tr>
                <th>{sayPage('devices.device')}</th>
                <th>{sayPage('devices.assets')}</th>
                <th class="n">{sayPage('devices.lastSeen')}</th>
                <th class="n">{sayPage('devices.epoch')}</th>
                <th class="n">{sayPage('devices.seq')}</th>
                <th class="n">{say('field.queued')}</th>
                <th class="n">{sayPage('devices.refused')}</th>
                <th class="n">{sayPage('settings.open')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((device) => (
                <DeviceRow
                  key={device.id}
                  {...{ device, placeOf, agent: waiting.get(device.id) }}
                  nowWallMs={answer?.ok ? answer.value.wallMs : 0}
                  isChosen={device.id === chosenId}
                  onStation={model.openStation}
                  onSettings={() => choose(device.id === chosenId ? null : device.id)}
                />
              ))}
            </tbody>
          </table>
        </div>
        <div>
          {chosen?.kind === 'camera' && (
            <CameraModelPane key={chosen.id} {...{ server, device: chosen }} onClose={() => choose(null)} />
          )}
          {chosen?.kind === 'sensor' && (
            <SensorSettingsPane
              key={chosen.id}
              {...{ live, server, placeOf, device: chosen, agent: waiting.get(chosen.id) }}
              onClose={() => choose(null)}
            />
          )}
          <RefusedPanes server={server} />
        </div>
      </div>
    </div>
  );
}
