/** The data standard of every metric, and how complete, timely and believable each series is against it. */
import type { MetricStandard, SeriesQuality } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { formatAge, formatNumber, formatUnit } from '../../state/format.ts';
import { language, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { FilterBox, isShown } from './filter-box.tsx';
import { isLate, qualityLines } from './quality-lines.ts';
import { sayPage } from './words/say-page.ts';
import './devices.css';

interface Catalogue {
  readonly toMs: number;
  readonly metrics: readonly MetricStandard[];
  readonly series: readonly SeriesQuality[];
}

const EVERY_MS = 30_000;
const LOW = 0.95;

export function CataloguePage({ surface, model, server }: PageProps) {
  const { live } = surface;
  const [filter, setFilter] = useState('');
  const timeline = live.timeline.value?.id ?? '';
  const answer = useAnswer<Catalogue>(
    `catalogue|${timeline}`,
    () => server.get('/api/catalogue', { timeline }),
    EVERY_MS,
  );
  if (answer === null) return <p class="page-note mid">{sayPage('page.loading')}</p>;
  if (!answer.ok) return <p class="page-note mid">{answer.message}</p>;
  const { metrics, series, toMs } = answer.value;
  const placeOf = (id: string) => live.assets.value.get(id)?.name ?? { zh: id, en: id };
  const groups = qualityLines(
    metrics,
    series,
    (line) => {
      const place = placeOf(line.asset);
      return isShown(`${line.asset} ${place.zh} ${place.en}`, filter);
    },
    filter.trim().toLowerCase(),
  );
  return (
    <div class="page-body">
      <div class="page-bar">
        <FilterBox filter={filter} onFilter={setFilter} />
        <span class="mid">{sayPage('catalogue.span')}</span>
        <span class="mid number">{sayPage('catalogue.series', { n: series.length })}</span>
      </div>
      {series.length === 0 && <p class="page-note mid">{sayPage('catalogue.none')}</p>}
      {groups.map(({ metric, lines }) => (
        <section key={metric.id} class="pane catalogue-metric">
          <h3 class="pane-title">
            <span>
              {sayText(metric.name)} <span class="low">{metric.id}</span>
            </span>
            <span class="mid number">
              {sayPage('catalogue.unit')} {formatUnit(metric.unit) || '1'} · {sayPage('catalogue.range')}{' '}
              {metric.range[0]} – {metric.range[1]} · {sayPage('catalogue.period')}{' '}
              {formatAge(metric.periodMs, language.value)}
              {metric.normalBand
                ? ` · ${sayPage('catalogue.band')} ${metric.normalBand[0]} – ${metric.normalBand[1]}`
                : ''}
            </span>
          </h3>
          {lines.length === 0 ? (
            <p class="mid">{sayPage('catalogue.silent')}</p>
          ) : (
            <table class="table catalogue-table">
              <thead>
                <tr>
                  <th>{sayPage('catalogue.station')}</th>
                  <th>{sayPage('catalogue.completeness')}</th>
                  <th>{sayPage('catalogue.good')}</th>
                  <th class="n">{sayPage('catalogue.readings')}</th>
                  <th class="n">{sayPage('catalogue.timeliness')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.asset} data-silent={line.newestAt === null}>
                    <td>
                      <button type="button" onClick={() => model.openStation(line.asset)}>
                        {sayText(placeOf(line.asset))}
                      </button>
                    </td>
                    <td>
                      <Share of={line.filled / line.expected} />
                    </td>
                    <td>{line.readings > 0 && <Share of={line.good / line.readings} />}</td>
                    <td class="n">{line.readings}</td>
                    <td class="n">
                      {line.newestAt === null
                        ? sayPage('catalogue.silent')
                        : isLate(line, metric, toMs)
                          ? sayPage('catalogue.late', {
                              age: formatAge(toMs - line.newestAt - metric.periodMs, language.value),
                            })
                          : formatAge(toMs - line.newestAt, language.value)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </div>
  );
}

function Share({ of }: { readonly of: number }) {
  return (
    <span class="number">
      <span class="share" data-low={of < LOW} aria-hidden="true">
        <i style={{ width: `${Math.min(1, of) * 100}%` }} />
      </span>
      {formatNumber(of * 100, of >= 0.9995 || of === 0 ? 0 : 1)} %
    </span>
  );
}
