/** What is reported from where a camera stands, its agent's own figures apart: who moves a line sees what it counts. */
import { AGENT_METRIC_PREFIX, type MetricStandard } from '@chengyun/contracts';
import { formatAge } from '../../state/format.ts';
import { writeNewest } from '../../ui/reading.ts';
import { language, say, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { sayPage } from './words/say-page.ts';

export interface CameraReadingsProps extends Pick<PageProps, 'surface' | 'model' | 'server'> {
  readonly assets: readonly { readonly id: string; readonly name: string }[];
}

export function CameraReadings({ surface, model, server, assets }: CameraReadingsProps) {
  const { live } = surface;
  const timeline = live.timeline.value?.id ?? '';
  void live.seriesRevision.value;
  const catalogue = useAnswer<{ metrics: readonly MetricStandard[] }>('metrics', () =>
    server.get('/api/catalogue', { timeline }),
  );
  const metrics = new Map((catalogue?.ok ? catalogue.value.metrics : []).map((metric) => [metric.id, metric]));
  const rows = assets.flatMap(({ id, name }) =>
    live
      .seriesKeys()
      .filter((key) => key.startsWith(`${id}|`))
      .flatMap((key) => live.series(key).value ?? [])
      .filter(({ metric }) => !metric.startsWith(AGENT_METRIC_PREFIX))
      .map((series) => ({ name, series, metric: metrics.get(series.metric) })),
  );
  return (
    <section class="pane zones-readings">
      <h3 class="pane-title">
        <span>{sayPage('zones.readings')}</span>
        <span class="mid number">{rows.length}</span>
      </h3>
      {rows.length === 0 && <p class="mid">{say('quality.none')}</p>}
      <table class="table">
        <tbody>
          {rows.map(({ name, series, metric }) => (
            <tr key={series.key}>
              <td>{metric ? sayText(metric.name) : series.metric}</td>
              <td>
                <button type="button" onClick={() => model.openStation(series.asset)}>
                  {name}
                </button>
              </td>
              <td class="n">{writeNewest(series, metric?.unit ?? '')}</td>
              <td class="mid">{say(`quality.${series.quality}`)}</td>
              <td class="n mid">{formatAge(Math.max(0, surface.nowMs.value - series.at), language.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
