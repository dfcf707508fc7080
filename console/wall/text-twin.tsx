/** The canvas said in words, with the same ids, for those who cannot see it and for tests that must not read pixels. */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { useMemo } from 'preact/hooks';
import { isListed } from '../state/alarm-order.ts';
import { readingLine } from '../ui/reading.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

export function TextTwin({ surface }: { readonly surface: Surface }) {
  const { live } = surface;
  const assets = live.assets.value;
  // Put into words once for as long as it is the same object: in a storm hundreds stay and one changes. The words and not
  // their elements: an element that is used again holds the tree that it first stood in, and that one the tree before it.
  const words = useMemo(() => new WeakMap<AlarmView, string>(), [assets]);
  const wordsOf = (alarm: AlarmView): string => {
    const known = words.get(alarm);
    if (known !== undefined) return known;
    const { numeral, zh } = LEVEL_FACTS[alarm.level];
    const place = assets.get(alarm.asset)?.name.zh ?? alarm.asset;
    const made = `${numeral} ${zh} ${alarm.title.zh} ${readingLine(alarm)} ${place} ${both(`alarm.${alarm.state}`).zh}`;
    words.set(alarm, made);
    return made;
  };
  const alarms = live.alarms.value;
  const listed = useMemo(() => [...alarms.values()].filter((alarm) => isListed(alarm.state)), [alarms]);
  return (
    <section class="spoken" aria-label={both('wall.twin').zh}>
      <ul>
        {listed.map((alarm) => (
          <li key={alarm.id} data-twin-of={alarm.id}>
            {wordsOf(alarm)}
          </li>
        ))}
      </ul>
    </section>
  );
}
