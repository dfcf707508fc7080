/** Opens an incident because of a citizen's report: whose work it is, how grave, and the known place nearest to it. */
import { LEVEL_FACTS, LEVELS, type Level } from '@chengyun/contracts/levels.ts';
import { useState } from 'preact/hooks';
import type { CitizenReport } from '../../state/citizen-report.ts';
import { formatDistance } from '../../state/format.ts';
import { nearestStations } from '../../state/nearest-stations.ts';
import { language, say, sayDomain, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { sayPage } from './words/say-page.ts';

export interface OpenedIncident extends Readonly<Record<string, string>> {
  readonly domain: string;
  readonly level: Level;
  readonly asset: string;
}

export interface OpenIncidentFormProps {
  readonly live: PageProps['surface']['live'];
  readonly report: CitizenReport;
  readonly onOpen: (opened: OpenedIncident) => void;
}

const PLACES_MAX = 12;
const LEVEL_FIRST: Level = 'yellow';

export function OpenIncidentForm({ live, report, onOpen }: OpenIncidentFormProps) {
  const [chosen, setChosen] = useState<{ domain: string | null; asset: string | null }>({ domain: null, asset: null });
  const [level, setLevel] = useState<Level>(LEVEL_FIRST);
  const all = [...live.assets.value.values()];
  const domains = [...new Set(all.map(({ domain }) => domain))].sort();
  const domain = chosen.domain ?? nearestStations(report, all, 1)[0]?.asset.domain ?? '';
  const places = nearestStations(
    report,
    all.filter((asset) => asset.domain === domain),
    PLACES_MAX,
  );
  const asset = places.find(({ asset: { id } }) => id === chosen.asset)?.asset.id ?? places[0]?.asset.id ?? '';
  return (
    <form
      class="civic-form"
      onSubmit={(event) => {
        event.preventDefault();
        onOpen({ domain, level, asset });
      }}
    >
      <p class="mid">{sayPage('citizens.openRule')}</p>
      <div class="civic-days">
        <label>
          <span class="mid">{sayPage('citizens.domain')}</span>
          <select
            value={domain}
            onChange={({ currentTarget }) => setChosen({ domain: currentTarget.value, asset: null })}
          >
            {domains.map((id) => (
              <option key={id} value={id}>
                {sayText(sayDomain(id))}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="mid">{sayPage('citizens.level')}</span>
          <select value={level} onChange={({ currentTarget }) => setLevel(currentTarget.value as Level)}>
            {LEVELS.map((each) => (
              <option key={each} value={each}>
                {`${LEVEL_FACTS[each].numeral} · ${say(`level.${each}`)}`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label>
        <span class="mid">{sayPage('citizens.near')}</span>
        <select value={asset} onChange={({ currentTarget }) => setChosen({ domain, asset: currentTarget.value })}>
          {places.map((place) => (
            <option key={place.asset.id} value={place.asset.id}>
              {formatDistance(place.distanceM, language.value)} · {sayText(place.asset.name)}
            </option>
          ))}
        </select>
      </label>
      <div class="civic-verbs">
        <button type="submit" disabled={asset === ''}>
          {sayPage('citizens.openDo')}
        </button>
      </div>
    </form>
  );
}
