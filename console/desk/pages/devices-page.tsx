/** Devices and their agents: heard when, since which boot, what waits, what was refused and why. */
import { useState } from 'preact/hooks';
import { formatAge, formatClock } from '../../state/format.ts';
import { language, say, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import type { AgentDevice, DevicesAnswer } from './devices-answer.ts';
import { sayPage } from './words/say-page.ts';
import './devices.css';

interface Quarantine {
  readonly counts: readonly { readonly reason: string; readonly count: number }[];
  readonly newest: readonly {
    readonly id: number;
    readonly at: number;
    readonly device: string;
    readonly reason: string;
    readonly detail: string;
  }[];
}

const EVERY_MS = 5000;
const NEWEST_SHOWN = 20;
const KIB = 1024;

export function DevicesPage({ surface, model, server }: PageProps) {
  const { live } = surface;
  const [filter, setFilter] = useState('');
  const timeline = live.timeline.value?.id ?? '';
  const answer = useAnswer<DevicesAnswer>(
    `devices|${timeline}`,
    () => server.get('/api/devices', { timeline }),
    EVERY_MS,
  );
  const refused = useAnswer<Quarantine>('quarantine', () => server.get('/api/quarantine'), EVERY_MS);
  const agents = answer?.ok ? answer.value.agents : [];
  const waiting = new Map<string, AgentDevice>(
    agents.flatMap((agent) => agent.devices.map((device) => [device.device, device])),
  );
  const down = live.trust.value?.down ?? [];
  const placeOf = (id: string) => {
    const asset = live.assets.value.get(id);
    return asset ? sayText(asset.name) : id;
  };
  const shown = (answer?.ok ? answer.value.devices : []).filter((device) =>
    `${device.id} ${device.assets.map(placeOf).join(' ')}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const nowWallMs = answer?.ok ? answer.value.wallMs : 0;
  return (
    <div class="page-body">
      <div class="page-bar">
        <input
          type="search"
          aria-label={sayPage('catalogue.filter')}
          placeholder={sayPage('catalogue.filter')}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
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
      {answer?.ok && answer.value.devices.length === 0 && <p class="page-note mid">{sayPage('devices.none')}</p>}
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
              </tr>
            </thead>
            <tbody>
              {shown.map((device) => {
                const agent = waiting.get(device.id);
                return (
                  <tr key={device.id} data-offline={!device.isOnline}>
                    <td>
                      <span class="dot" data-online={device.isOnline} aria-hidden="true" /> {device.id}{' '}
                      <span class="low">
                        {device.isRevoked ? sayPage('devices.revoked') : sayPage(`devices.kind.${device.kind}`)} ·{' '}
                        {sayPage(device.isOnline ? 'station.online' : 'station.offline')}
                      </span>
                    </td>
                    <td class="devices-places">
                      {device.assets[0] ? (
                        <button
                          type="button"
                          onClick={() => {
                            model.stationId.value = device.assets[0] ?? null;
                            model.page.value = 'station';
                          }}
                        >
                          {placeOf(device.assets[0])}
                        </button>
                      ) : (
                        '–'
                      )}
                      {device.assets.length > 1 && <span class="low"> +{device.assets.length - 1}</span>}
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
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        <div>
          <section class="pane">
            <h3 class="pane-title">
              <span>{sayPage('devices.quarantine')}</span>
            </h3>
            {refused?.ok === false && <p class="mid">{refused.message}</p>}
            {refused?.ok && refused.value.counts.length === 0 && <p class="mid">{sayPage('devices.noQuarantine')}</p>}
            <ol class="list-rows reasons">
              {refused?.ok &&
                refused.value.counts.map(({ reason, count }) => (
                  <li key={reason}>
                    <span>{reason}</span>
                    <span class="number desk-right">{count}</span>
                  </li>
                ))}
            </ol>
          </section>
          {refused?.ok && refused.value.newest.length > 0 && (
            <section class="pane">
              <h3 class="pane-title">
                <span>{sayPage('devices.newest')}</span>
              </h3>
              <ol class="list-rows refused">
                {refused.value.newest.slice(0, NEWEST_SHOWN).map((line) => (
                  <li key={line.id}>
                    <span class="number mid">{formatClock(line.at)}</span>
                    <span class="refused-what">
                      <span class="clip">
                        {line.device} · {line.reason}
                      </span>
                      <span class="mid">{line.detail}</span>
                    </span>
                  </li>
                ))}
              </ol>
            </section>
          )}
        </div>
      </div>
    </div>
  );
}
