/** One station: its series over hours to weeks with their quality, what it is held against, who reports it, what is near. */
import type { Asset, MetricStandard, SeriesView, StationBin } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { formatAge, formatDistance, formatNumber, formatUnit } from '../../state/format.ts';
import { nearestStations } from '../../state/nearest-stations.ts';
import { flattenCount, isPeopleMetric, writeCount } from '../../state/people-metrics.ts';
import { marksOf } from '../../ui/marks.ts';
import { digitsOf, writeNewest } from '../../ui/reading.ts';
import { language, say, sayDatum, sayDomain, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { type Names, nameIn } from './names.ts';
import { StationChart } from './station-chart.tsx';
import { StationFacts } from './station-facts.tsx';
import { bandOf } from './station-series.ts';
import { sayPage } from './words/say-page.ts';
import './station.css';

const RANGES = { '6h': 6, '24h': 24, '7d': 168, '30d': 720 } as const;
type Range = keyof typeof RANGES;
const HOUR_MS = 3_600_000;
const NEAR_SHOWN = 6;
/** Timeline time after which the store is asked again. */
const AGAIN_MS = 5 * 60_000;

export function StationPage(props: PageProps) {
  const { surface, model, server } = props;
  const { live } = surface;
  const [range, setRange] = useState<Range>('24h');
  const [wanted, setWanted] = useState<string | null>(null);
  const timeline = live.timeline.value?.id ?? '';
  const alarm = model.chosen.value;
  const asset = live.assets.value.get(model.stationId.value ?? alarm?.asset ?? '');
  void live.seriesRevision.value;
  const catalogue = useAnswer<{ metrics: readonly MetricStandard[]; names: Names }>('metrics', () =>
    server.get('/api/catalogue', { timeline }),
  );
  const names = catalogue?.ok ? catalogue.value.names : {};
  const metrics = asset ? live.seriesKeys().filter((key) => key.startsWith(`${asset.id}|`)) : [];
  const own = metrics.map((key) => live.series(key).value).filter((view) => view !== null);
  const first = own.find((view) => view.metric === alarm?.metric && alarm?.asset === asset?.id) ?? own[0];
  const series = own.find((view) => view.metric === wanted) ?? first;
  const toMs = Math.floor(surface.nowMs.value / AGAIN_MS) * AGAIN_MS + AGAIN_MS;
  const fromMs = toMs - RANGES[range] * HOUR_MS;
  const key = asset && series ? `${timeline}|${asset.id}|${series.metric}|${range}|${toMs}` : null;
  const query = { timeline, asset: asset?.id ?? '', metric: series?.metric ?? '', from: fromMs, to: toMs };
  const answer = useAnswer<{ bins: readonly StationBin[]; spanMs: number }>(key, () =>
    server.get('/api/station', query),
  );
  const forecasts = useAnswer<{ forecasts: readonly Parameters<typeof bandOf>[0][] }>(key, () =>
    server.get('/api/forecasts', { timeline, asset: query.asset, metric: query.metric }),
  );
  if (!asset) return <p class="page-note mid">{sayPage('station.choose')}</p>;
  const standard = catalogue?.ok ? catalogue.value.metrics.find((metric) => metric.id === series?.metric) : undefined;
  const counts = isPeopleMetric(series?.metric ?? '');
  const bins = answer?.ok ? (counts ? answer.value.bins.map(flattened) : answer.value.bins) : [];
  const digits = standard?.digits ?? digitsOf(series?.value ?? 0, standard?.unit ?? '');
  const write = counts ? writeCount : (value: number) => formatNumber(value, digits);
  const forecast = forecasts?.ok ? forecasts.value.forecasts?.[0] : undefined;
  return (
    <div class="page-body">
      <div class="station-head">
        <div>
          <h3 class="station-name">{sayText(asset.name)}</h3>
          <p class="mid">
            {asset.name[language.value === 'zh' ? 'en' : 'zh']} · {sayDomain(asset.domain)[language.value]} ·{' '}
            {nameIn(names, 'kind', asset.kind)} · {asset.id}
            {asset.fictional ? ` · ${say('wall.fictional')}` : ''}
          </p>
        </div>
        {series && <Newest series={series} asset={asset} nowMs={surface.nowMs.value} unit={standard?.unit ?? ''} />}
      </div>
      <div class="page-bar">
        <fieldset class="choices">
          <legend class="spoken">{sayPage('station.metrics')}</legend>
          {own.map((view) => (
            <button
              type="button"
              key={view.metric}
              aria-pressed={view.metric === series?.metric}
              onClick={() => setWanted(view.metric)}
            >
              {nameOf(view.metric, catalogue?.ok ? catalogue.value.metrics : [])}
            </button>
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend class="spoken">{sayPage('station.ranges')}</legend>
          {(Object.keys(RANGES) as Range[]).map((each) => (
            <button type="button" key={each} aria-pressed={each === range} onClick={() => setRange(each)}>
              {sayPage(`station.range${each}`)}
            </button>
          ))}
        </fieldset>
        <SpanFigures bins={bins} unit={standard?.unit ?? ''} write={write} />
      </div>
      {answer?.ok === false && <p class="page-note mid">{answer.message}</p>}
      {series && answer?.ok && bins.length === 0 && <p class="page-note mid">{sayPage('station.noHistory')}</p>}
      {series && bins.length > 0 && answer?.ok && (
        <StationChart
          bins={bins}
          spanMs={answer.value.spanMs}
          fromMs={fromMs}
          toMs={toMs}
          marks={marksOf(markedBy(series, standard?.unit ?? ''), asset, series.value)}
          forecast={forecast ? bandOf(forecast) : null}
          write={write}
          unit={formatUnit(standard?.unit ?? '')}
          label={`${sayText(asset.name)} ${series.metric}`}
        />
      )}
      {own.length === 0 && <p class="page-note mid">{say('quality.none')}</p>}
      <div class="page-columns">
        <StationFacts {...props} asset={asset} names={names} />
        <div>
          <section class="pane">
            <h3 class="pane-title">
              <span>{sayPage('station.neighbours')}</span>
            </h3>
            <ol class="list-rows station-near">
              {nearestStations(asset, live.assets.value.values(), NEAR_SHOWN).map(({ asset: near, distanceM }) => (
                <li key={near.id}>
                  <button type="button" onClick={() => model.openStation(near.id)}>
                    {sayText(near.name)}
                  </button>
                  <span class="mid clip">{nameIn(names, 'kind', near.kind)}</span>
                  <span class="number mid desk-right">{formatDistance(distanceM, language.value)}</span>
                </li>
              ))}
            </ol>
          </section>
        </div>
      </div>
    </div>
  );
}

const nameOf = (metric: string, metrics: readonly MetricStandard[]): string => {
  const known = metrics.find((each) => each.id === metric);
  return known ? sayText(known.name) : metric;
};

const markedBy = ({ metric, value }: SeriesView, unit: string) => ({ metric, value, unit, threshold: null });

function Newest(props: {
  readonly series: SeriesView;
  readonly asset: Asset;
  readonly nowMs: number;
  readonly unit: string;
}) {
  const { series, asset, nowMs, unit } = props;
  return (
    <p class="station-now" data-quality={series.quality}>
      <b class="number">{writeNewest(series, unit)}</b>
      <span class="mid">
        {sayText(sayDatum(asset.datum))} {say(`quality.${series.quality}`)} ·{' '}
        {sayPage('why.age', { age: formatAge(nowMs - series.at, language.value) })}
      </span>
    </p>
  );
}

const flattened = (bin: StationBin): StationBin => ({
  ...bin,
  value: flattenCount(bin.value),
  min: flattenCount(bin.min),
  max: flattenCount(bin.max),
});

interface SpanFiguresProps {
  readonly bins: readonly StationBin[];
  readonly unit: string;
  readonly write: (value: number) => string;
}

function SpanFigures({ bins, unit, write }: SpanFiguresProps) {
  if (bins.length === 0) return null;
  const sum = (of: (bin: StationBin) => number) => bins.reduce((total, bin) => total + of(bin), 0);
  const lows = bins.flatMap(({ min }) => (min === null ? [] : [min]));
  const highs = bins.flatMap(({ max }) => (max === null ? [] : [max]));
  const low = lows.length > 0 ? Math.min(...lows) : null;
  const high = highs.length > 0 ? Math.max(...highs) : null;
  const writeOr = (value: number | null) => (value === null ? formatNumber(null, 0) : write(value));
  return (
    <p class="mid number">
      {sayPage('station.min')} {writeOr(low)} · {sayPage('station.max')} {writeOr(high)} {formatUnit(unit)} ·{' '}
      {sayPage('station.readings')} {sum(({ readings }) => readings)}
      {sum(({ doubtful }) => doubtful) > 0 && ` · ${sayPage('station.doubtful')} ${sum(({ doubtful }) => doubtful)}`}
    </p>
  );
}
