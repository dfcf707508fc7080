/** Why this alarm: the rule's sentence, the series against its thresholds, the inputs, who was told, and the hops. */
import type { AlarmView, Incident } from '@chengyun/contracts';
import { formatNumber, formatUnit } from '../state/format.ts';
import { curveUnitOf, marksOf } from '../ui/marks.ts';
import { digitsOf } from '../ui/reading.ts';
import { language, say, sayDatum, sayText } from '../ui/say.ts';
import { SeriesChart } from '../ui/series-chart.tsx';
import type { Surface } from '../ui/surface.ts';
import { theme } from '../ui/theme.ts';
import { useHistory } from '../ui/use-history.ts';
import { Receipts } from './receipts.tsx';
import { Waterfall } from './waterfall.tsx';

export interface WhyPanelProps {
  readonly surface: Surface;
  readonly alarm: AlarmView | null;
  readonly incident: Incident | undefined;
  /** Wall time, for the hops. */
  readonly wallMs: number;
}

const SPAN_MS = 6 * 3_600_000;

export function WhyPanel({ surface, alarm, incident, wallMs }: WhyPanelProps) {
  const points = useHistory(surface, alarm, SPAN_MS);
  if (!alarm) return <aside class="why" aria-label={say('panel.why')} />;
  const asset = surface.live.assets.value.get(alarm.asset);
  const unit = curveUnitOf(alarm);
  const digits = digitsOf(points.at(-1)?.value ?? alarm.value ?? 0, unit);
  const other = language.value === 'zh' ? 'en' : 'zh';
  return (
    <aside class="why" aria-label={say('panel.why')}>
      <section class="pane">
        <h3 class="pane-title">
          <span>{say('panel.why')}</span>
          <span class="mid clip">{say('panel.rule', { rule: alarm.rule, version: alarm.ruleVersion })}</span>
        </h3>
        <p class="why-sentence">{sayText(alarm.why)}</p>
        <p class="mid" lang={other === 'en' ? 'en' : 'zh-Hans'}>
          {alarm.why[other]}
        </p>
      </section>
      <section class="pane">
        <h3 class="pane-title">
          <span>{say('desk.series')}</span>
          <span class="mid clip">
            {asset ? sayText(asset.name) : alarm.asset} · {formatUnit(unit)}
            {asset?.datum ? ` ${sayText(sayDatum(asset.datum))}` : ''}
          </span>
        </h3>
        <SeriesChart
          points={points}
          marks={marksOf(alarm, asset, points.at(-1)?.value ?? null)}
          digits={digits}
          theme={theme.value}
          label={`${say('desk.series')} ${asset ? sayText(asset.name) : alarm.asset}`}
        />
      </section>
      <Inputs inputs={alarm.inputs} />
      <Receipts surface={surface} incident={incident} />
      {incident && <Waterfall incident={incident} wallMs={wallMs} />}
    </aside>
  );
}

function Inputs({ inputs }: { readonly inputs: AlarmView['inputs'] }) {
  const entries = Object.entries(inputs);
  if (entries.length === 0) return null;
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{say('panel.inputs')}</span>
      </h3>
      <dl class="inputs">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt class="mid clip">{name}</dt>
            <dd class="number">{formatNumber(value, Number.isInteger(value) ? 0 : Math.abs(value) < 0.1 ? 4 : 2)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
