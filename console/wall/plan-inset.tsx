/** The whole district in a corner, so that no alarm is ever out of the picture. */
import type { RiskCell } from '@chengyun/contracts';
import { useMemo } from 'preact/hooks';
import { planInset } from '../scene/plan-inset.ts';
import type { ThemeName } from '../state/tokens.ts';
import { sceneAlarms } from '../ui/scene-items.ts';
import type { Surface } from '../ui/surface.ts';
import { useSize } from '../ui/use-size.ts';

const NO_CELLS: readonly RiskCell[] = [];

export interface PlanInsetProps {
  readonly surface: Surface;
  readonly theme: ThemeName;
  /** Size of the names, px. */
  readonly textPx: number;
}

export function PlanInset({ surface, theme, textPx }: PlanInsetProps) {
  const [ref, { widthPx, heightPx }] = useSize<HTMLDivElement>();
  const { live } = surface;
  const data = surface.basemap.value;
  const alarms = live.alarms.value;
  const risk = live.risk.value?.cells ?? NO_CELLS;
  const markup = useMemo(() => {
    if (!data || widthPx === 0) return '';
    const seen = sceneAlarms(
      [...alarms.values()],
      live.assets.peek(),
      (key) => live.series(key).peek(),
      surface.nowMs.peek(),
    );
    return planInset({ data, alarms: seen, risk, theme, widthPx, heightPx, textPx });
  }, [data, alarms, risk, theme, widthPx, heightPx, textPx]);
  // The markup is made by the scene from numbers and escaped ids; no text of a user or a device is in it.
  return (
    <div class="plan-inset" data-keep-out ref={ref} aria-hidden="true" dangerouslySetInnerHTML={{ __html: markup }} />
  );
}
