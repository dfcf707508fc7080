/** How long each hop of the loop took, from the reading to the closure; the running one is dashed. */
import type { Incident } from '@chengyun/contracts';
import { formatDuration, formatNumber } from '../state/format.ts';
import { say } from '../ui/say.ts';
import { waterfallSteps } from './waterfall-steps.ts';

export function Waterfall({ incident, wallMs }: { readonly incident: Incident; readonly wallMs: number }) {
  const steps = waterfallSteps(incident.hops, wallMs);
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{say('panel.hops')}</span>
      </h3>
      <ol class="waterfall">
        {steps.map((step) => (
          <li key={step.hop} data-waiting={step.waiting}>
            <span class="mid">{say(`hop.${step.hop}`)}</span>
            <span class="waterfall-bar" aria-hidden="true">
              <i style={{ left: `${step.from * 100}%`, width: `max(2px, ${(step.to - step.from) * 100}%)` }} />
            </span>
            <span class="number desk-right">
              {step.waiting ? say('desk.waiting', { duration: formatDuration(step.tookMs) }) : took(step.tookMs)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const took = (ms: number): string =>
  ms < 60_000 ? `${formatNumber(ms / 1000, ms < 10_000 ? 2 : 1)} s` : formatDuration(ms);
