import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import type { FlyTarget, HomeView } from './types.ts';

/** A camera pose in the local frame: target on the ground, metres and radians. */
export interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly rangeM: number;
  /** Clockwise from north. */
  readonly heading: number;
  readonly elevation: number;
}

const rad = Math.PI / 180;

export function poseFromHome(home: HomeView): Pose {
  const { xM, yM } = enuFromLonLat(home.lonDeg, home.latDeg);
  return { xM, yM, rangeM: home.rangeM, heading: home.headingDeg * rad, elevation: home.elevationDeg * rad };
}

/** Near the ground one looks down a little more, or towers would hide what one came for. */
const closeUpElevation = 24 * rad;

/** The pose of a target, keeping the present heading unless the target names one. */
export function poseFromTarget(target: FlyTarget, from: Pose): Pose {
  const { xM, yM } = enuFromLonLat(target.lonDeg, target.latDeg);
  return {
    xM,
    yM,
    rangeM: target.rangeM,
    heading: target.headingDeg === undefined ? from.heading : target.headingDeg * rad,
    elevation:
      target.elevationDeg === undefined ? Math.max(from.elevation, closeUpElevation) : target.elevationDeg * rad,
  };
}

/** Camera position: x, y, z in metres. */
export function eyeOf(pose: Pose): readonly [number, number, number] {
  const flat = pose.rangeM * Math.cos(pose.elevation);
  return [
    pose.xM - flat * Math.sin(pose.heading),
    pose.yM - flat * Math.cos(pose.heading),
    pose.rangeM * Math.sin(pose.elevation),
  ];
}

/** Slow start, slow end. */
export const easeInOut = (t: number): number => (t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2);

/** Between two poses; range goes by ratio, so that a flight zooms evenly, and heading the short way round. */
export function poseBetween(a: Pose, b: Pose, t: number): Pose {
  const mix = (p: number, q: number): number => p + (q - p) * t;
  const turn = Math.atan2(Math.sin(b.heading - a.heading), Math.cos(b.heading - a.heading));
  return {
    xM: mix(a.xM, b.xM),
    yM: mix(a.yM, b.yM),
    rangeM: a.rangeM * (b.rangeM / a.rangeM) ** t,
    heading: a.heading + turn * t,
    elevation: mix(a.elevation, b.elevation),
  };
}
