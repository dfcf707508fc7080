/** What stands beside the map while no alarm is chosen: how the city is. */
import { say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { VitalRow } from '../ui/vital-row.tsx';

export function CalmPane({ surface }: { readonly surface: Surface }) {
  return (
    <aside class="why calm" aria-label={say('wall.vitals')}>
      <h3 class="pane-title">
        <span>{say('wall.vitals')}</span>
        <span class="mid">{say('wall.vitalsLegend')}</span>
      </h3>
      <ol class="vital-rows">
        {surface.live.vitals.value.map((vital) => (
          <VitalRow key={vital.id} vital={vital} nowMs={surface.nowMs.value} />
        ))}
      </ol>
    </aside>
  );
}
