/** Why this alarm: the rule's sentence, its series and trace, what hangs together with it, the past, guidance, who was told, and the hops. */
import type { AlarmView, Incident } from '@chengyun/contracts';
import { REPORTED_RULE } from '@chengyun/contracts/reported-hazard.ts';
import { formatUnit } from '../state/format.ts';
import { curveUnitOf, marksOf } from '../ui/marks.ts';
import { digitsOf } from '../ui/reading.ts';
import { language, say, sayDatum, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { theme } from '../ui/theme.ts';
import { useHistory } from '../ui/use-history.ts';
import { CalmPane } from './calm-pane.tsx';
import { CameraEvidence } from './camera-evidence.tsx';
import type { DeskModel } from './desk-model.ts';
import type { DeskServer } from './desk-server.ts';
import type { DeskVerbs } from './desk-verbs.ts';
import { ExplainTrace } from './explain-trace.tsx';
import { Guidance } from './guidance.tsx';
import { IncidentPane } from './incident-pane.tsx';
import { LaterSeriesChart } from './later-series-chart.tsx';
import { Receipts } from './receipts.tsx';
import { RelatedAlarms } from './related-alarms.tsx';
import { SimilarCases } from './similar-cases.tsx';
import { Waterfall } from './waterfall.tsx';

export interface WhyPanelProps {
  readonly surface: Surface;
  readonly server: DeskServer;
  readonly model: DeskModel;
  readonly verbs: DeskVerbs;
  readonly alarm: AlarmView | null;
  readonly incident: Incident | undefined;
  /** Wall time, for the hops. */
  readonly wallMs: number;
}

const SPAN_MS = 6 * 3_600_000;

export function WhyPanel({ surface, server, model, verbs, alarm, incident, wallMs }: WhyPanelProps) {
  const points = useHistory(surface, alarm, SPAN_MS);
  if (!alarm) return <CalmPane surface={surface} />;
  // Of a hazard that people reported there is no series and no rule to explain.
  const isWatched = alarm.rule !== REPORTED_RULE;
  const asset = surface.live.assets.value.get(alarm.asset);
  const unit = curveUnitOf(alarm);
  const digits = digitsOf(points.at(-1)?.value ?? alarm.value ?? 0, unit);
  const other = language.value === 'zh' ? 'en' : 'zh';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by Tab, so that arrows can scroll it
    <aside class="why" aria-label={say('panel.why')} tabIndex={0}>
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
      {isWatched && (
        <section class="pane">
          <h3 class="pane-title">
            <span>{say('desk.series')}</span>
            <span class="mid clip">
              {[asset ? sayText(asset.name) : alarm.asset, formatUnit(unit)].filter(Boolean).join(' · ')}
              {asset?.datum ? ` ${sayText(sayDatum(asset.datum))}` : ''}
            </span>
          </h3>
          <LaterSeriesChart
            points={points}
            marks={marksOf(alarm, asset, points.at(-1)?.value ?? null)}
            digits={digits}
            theme={theme.value}
            label={`${say('desk.series')} ${asset ? sayText(asset.name) : alarm.asset}`}
          />
        </section>
      )}
      {incident && <IncidentPane {...{ surface, model, server, verbs, incident }} />}
      {incident && !surface.live.replay.value && <CameraEvidence {...{ surface, server, incident }} />}
      <RelatedAlarms surface={surface} model={model} alarm={alarm} />
      {isWatched && <ExplainTrace surface={surface} server={server} alarm={alarm} />}
      <Guidance server={server} alarm={alarm} />
      <SimilarCases surface={surface} server={server} alarm={alarm} />
      <Receipts surface={surface} incident={incident} />
      {incident && <Waterfall incident={incident} wallMs={wallMs} />}
    </aside>
  );
}
