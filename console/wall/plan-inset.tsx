/** The whole district in a corner, so that no alarm is ever out of the picture. */
import type { RiskCell } from '@chengyun/contracts';
import { useMemo } from 'preact/hooks';
import { createPlanInset } from '../scene/plan-inset.ts';
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
  const plan = useMemo(
    () => (data && widthPx > 0 ? createPlanInset({ data, theme, widthPx, heightPx, textPx }) : null),
    [data, theme, widthPx, heightPx, textPx],
  );
  const marks = useMemo(() => {
    if (!plan) return '';
    const seen = sceneAlarms(
      [...alarms.values()],
      live.assets.peek(),
      (key) => live.series(key).peek(),
      surface.nowMs.peek(),
    );
    return plan.marks({ alarms: seen, risk });
  }, [plan, alarms, risk]);
  // The markup is made by the scene from numbers and escaped ids; no text of a user or a device is in it.
  return (
    <div class="plan-inset" data-keep-out ref={ref} aria-hidden="true">
      <div dangerouslySetInnerHTML={{ __html: plan?.ground ?? '' }} />
      <div dangerouslySetInnerHTML={{ __html: marks }} />
    </div>
  );
}
