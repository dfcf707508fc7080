/** Who was sent and how far it came: sent, delivered, seen, accepted, on scene. The receipt is the delivery. */
import type { Incident, Task } from '@chengyun/contracts';
import { say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

const STEPS: readonly Task['state'][] = ['sent', 'delivered', 'seen', 'accepted', 'on-scene', 'done'];

export function Receipts({
  surface,
  incident,
}: {
  readonly surface: Surface;
  readonly incident: Incident | undefined;
}) {
  if (!incident || incident.tasks.length === 0) return null;
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{say('panel.receipts')}</span>
      </h3>
      <ol class="receipts">
        {incident.tasks.map((task) => {
          const officer = surface.live.officers.value.find((one) => one.id === task.officer);
          const reached = STEPS.indexOf(task.state);
          return (
            <li key={task.id} data-recalled={task.state === 'recalled'}>
              <span class="clip">{officer ? sayText(officer.name) : task.officer}</span>
              <span class="receipt-steps" aria-hidden="true">
                {STEPS.map((step, index) => (
                  <i key={step} data-reached={index <= reached} />
                ))}
              </span>
              <span class="desk-right">{say(`task.${task.state}`)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
