/** What is known of a station beside its series: place, numbers that rules compare with, its device, its alarms. */
import type { Asset, DevicesAnswer } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatAge, formatNumber } from '../../state/format.ts';
import { glyphLookOf } from '../../ui/alarm-look.ts';
import { LevelGlyph } from '../../ui/level-glyph.tsx';
import { shortTitle } from '../../ui/reading.ts';
import { language, say, sayDatum, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { type Names, nameIn } from './names.ts';
import { sayPage } from './words/say-page.ts';

interface StationFactsProps extends PageProps {
  readonly asset: Asset;
  readonly names: Names;
}

export function StationFacts({ surface, model, server, asset, names }: StationFactsProps) {
  const { live } = surface;
  const timeline = live.timeline.value?.id ?? '';
  const answer = useAnswer<DevicesAnswer>(
    `${timeline}|devices`,
    () => server.get('/api/devices', { timeline }),
    10_000,
  );
  const devices = answer?.ok ? answer.value.devices.filter((device) => device.assets.includes(asset.id)) : [];
  const alarms = [...live.alarms.value.values()].filter((alarm) => alarm.asset === asset.id);
  const attributes = Object.entries(asset.attributes);
  return (
    <div>
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('station.thresholds')}</span>
        </h3>
        <dl class="station-facts">
          <div>
            <dt class="mid">{sayPage('station.place')}</dt>
            <dd class="number">
              {asset.latDeg.toFixed(4)}°N {asset.lonDeg.toFixed(4)}°E
            </dd>
          </div>
          {asset.datum && (
            <div>
              <dt class="mid">{sayPage('station.datum')}</dt>
              <dd>{sayText(sayDatum(asset.datum))}</dd>
            </div>
          )}
          {asset.owner && (
            <div>
              <dt class="mid">{sayPage('station.owner')}</dt>
              <dd>{nameIn(names, 'owner', asset.owner)}</dd>
            </div>
          )}
          {attributes.map(([name, value]) => (
            <div key={name}>
              <dt class="mid">{nameIn(names, 'attribute', name)}</dt>
              <dd class="number">{formatNumber(value, Number.isInteger(value) ? 0 : 2)}</dd>
            </div>
          ))}
          {devices.map((device) => (
            <div key={device.id}>
              <dt class="mid">{sayPage('station.device')}</dt>
              <dd>
                {device.id} · {sayPage(device.isOnline ? 'station.online' : 'station.offline')}
                {device.wallMs !== null && answer?.ok && (
                  <span class="mid">
                    {' '}
                    · {say('time.age', { age: formatAge(answer.value.wallMs - device.wallMs, language.value) })}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {answer?.ok && devices.length === 0 && <p class="mid">{sayPage('station.noDevice')}</p>}
        {answer?.ok === false && <p class="mid">{answer.message}</p>}
      </section>
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('station.alarms')}</span>
          <span class="mid number">{alarms.length}</span>
        </h3>
        {alarms.length === 0 && <p class="mid">{sayPage('station.noAlarms')}</p>}
        <ol class="related">
          {alarms.map((alarm) => (
            <li key={alarm.id}>
              <button type="button" onClick={() => model.reveal(alarm.id)}>
                <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, false)} pigment="level" />
                <span class="numeral mid">{LEVEL_FACTS[alarm.level].numeral}</span>
                <span class="clip">{sayText(shortTitle(alarm.title, asset.name))}</span>
                <span class="mid desk-right">{say(`alarm.${alarm.state}`)}</span>
              </button>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
