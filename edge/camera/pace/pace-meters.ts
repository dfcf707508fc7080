/** Whether the box can judge what its cameras want, as figures of the service: `chengyun_camera_*`. */
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { PaceFigures } from './pace.ts';

/** Returns what is called with the newest figures after each settling. */
export function createPaceMeters(metrics: Metrics): (figures: PaceFigures) => void {
  const slowed = metrics.gauge('chengyun_camera_streams_slowed', 'Cameras that are judged less often than wanted.');
  const share = metrics.gauge(
    'chengyun_camera_rate_share',
    'Share of the wanted frames a second that is allotted, 0 to 1.',
  );
  const wanted = metrics.gauge('chengyun_camera_wanted_frames_per_second', 'Frames a second that all cameras want.');
  const thinned = metrics.counter('chengyun_camera_frames_thinned_total', 'Frames not judged because the box is full.');
  let told = 0;
  return (figures) => {
    slowed.set(figures.slowed);
    wanted.set(figures.wanted);
    share.set(figures.wanted === 0 ? 1 : figures.allotted / figures.wanted);
    thinned.inc(figures.thinned - told);
    told = figures.thinned;
  };
}
