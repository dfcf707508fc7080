import type { HomeView } from './types.ts';

/** Over the north bend: 陆家嘴 in front, the Huangpu on both sides of it, Expo and the south behind. */
export const wallHome: HomeView = {
  lonDeg: 121.5035,
  latDeg: 31.2225,
  rangeM: 6200,
  headingDeg: 158,
  elevationDeg: 20,
  fovDeg: 30,
};

/** The same city from nearer, for the squarer map of the desk. */
export const deskHome: HomeView = { ...wallHome, rangeM: 5600, elevationDeg: 26 };
