/** The canvas said in words, with the same ids, for those who cannot see it and for tests that must not read pixels. */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { isListed } from '../state/alarm-order.ts';
import { readingLine } from '../ui/reading.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

export function TextTwin({ surface }: { readonly surface: Surface }) {
  const { live } = surface;
  const listed = [...live.alarms.value.values()].filter((alarm) => isListed(alarm.state));
  return (
    <section class="spoken" aria-label={both('wall.twin').zh}>
      <ul>
        {listed.map((alarm) => (
          <li key={alarm.id} data-twin-of={alarm.id}>
            {LEVEL_FACTS[alarm.level].numeral} {LEVEL_FACTS[alarm.level].zh} {alarm.title.zh} {readingLine(alarm)}{' '}
            {live.assets.value.get(alarm.asset)?.name.zh ?? alarm.asset} {both(`alarm.${alarm.state}`).zh}
          </li>
        ))}
      </ul>
    </section>
  );
}
