/** The canvas said in words, with the same ids, for those who cannot see it and for tests that must not read pixels. */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { isListed } from '../state/alarm-order.ts';
import { readingLine } from '../ui/reading.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

export function TextTwin({ surface }: { readonly surface: Surface }) {
  const { live } = surface;
  const assets = live.assets.value;
  // A line that is the same object is not looked at again: in a storm hundreds stay and one changes.
  const lines = useMemo(() => new WeakMap<AlarmView, JSX.Element>(), [assets]);
  const lineOf = (alarm: AlarmView): JSX.Element => {
    const known = lines.get(alarm);
    if (known) return known;
    const made = (
      <li key={alarm.id} data-twin-of={alarm.id}>
        {LEVEL_FACTS[alarm.level].numeral} {LEVEL_FACTS[alarm.level].zh} {alarm.title.zh} {readingLine(alarm)}{' '}
        {assets.get(alarm.asset)?.name.zh ?? alarm.asset} {both(`alarm.${alarm.state}`).zh}
      </li>
    );
    lines.set(alarm, made);
    return made;
  };
  const alarms = live.alarms.value;
  const list = useMemo(
    () => <ul>{[...alarms.values()].filter((alarm) => isListed(alarm.state)).map(lineOf)}</ul>,
    [alarms, assets],
  );
  return (
    <section class="spoken" aria-label={both('wall.twin').zh}>
      {list}
    </section>
  );
}
