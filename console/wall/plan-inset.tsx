/** The whole district in a corner, so that no alarm is ever out of the picture. */
import { useMemo } from 'preact/hooks';
import { planInset } from '../scene/plan-inset.ts';
import type { ThemeName } from '../state/tokens.ts';
import { sceneAlarms } from '../ui/scene-items.ts';
import type { Surface } from '../ui/surface.ts';
import { useSize } from '../ui/use-size.ts';

export function PlanInset({ surface, theme }: { readonly surface: Surface; readonly theme: ThemeName }) {
  const [ref, { widthPx, heightPx }] = useSize<HTMLDivElement>();
  const { live } = surface;
  const data = surface.basemap.value;
  const alarms = live.alarms.value;
  const markup = useMemo(() => {
    if (!data || widthPx === 0) return '';
    const seen = sceneAlarms(
      [...alarms.values()],
      live.assets.peek(),
      (key) => live.series(key).peek(),
      surface.nowMs.peek(),
    );
    return planInset({ data, alarms: seen, theme, widthPx, heightPx });
  }, [data, alarms, theme, widthPx, heightPx]);
  // The markup is made by the scene from numbers and escaped ids; no text of a user or a device is in it.
  return (
    <div class="plan-inset" data-keep-out ref={ref} aria-hidden="true" dangerouslySetInnerHTML={{ __html: markup }} />
  );
}
