/** The last hours behind an alarm, asked for when it changes and again as time goes on; the live value ends the line. */
import type { AlarmView } from '@chengyun/contracts';
import { useEffect, useState } from 'preact/hooks';
import { seriesKeyOf } from './alarm-look.ts';
import type { HistoryPoint, Surface } from './surface.ts';

/** Timeline time after which the store is asked again. */
const AGAIN_MS = 5 * 60_000;

export function useHistory(surface: Surface, alarm: AlarmView | null, spanMs: number): readonly HistoryPoint[] {
  const [points, setPoints] = useState<readonly HistoryPoint[]>([]);
  const step = Math.floor(surface.nowMs.value / AGAIN_MS);
  const asset = alarm?.asset;
  const metric = alarm?.metric;
  useEffect(() => {
    if (!asset || !metric) return setPoints([]);
    let wanted = true;
    const toMs = surface.nowMs.peek();
    void surface.history({ asset, metric, fromMs: toMs - spanMs, toMs }).then((found) => wanted && setPoints(found));
    return () => {
      wanted = false;
    };
  }, [surface, asset, metric, spanMs, step]);
  const newest = alarm ? surface.live.series(seriesKeyOf(alarm)).value : null;
  const last = points.at(-1);
  return newest && last && newest.at > last.at ? [...points, { at: newest.at, value: newest.value }] : points;
}
