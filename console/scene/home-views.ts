import type { HomeView } from './types.ts';

/** Over the north bend: 陆家嘴 in front, the Huangpu on both sides of it, Expo and the south behind. */
export const wallHome: HomeView = {
  lonDeg: 121.5035,
  latDeg: 31.2205,
  rangeM: 6500,
  headingDeg: 160,
  elevationDeg: 15,
  fovDeg: 30,
};

/** The same city from higher, for the squarer map of the desk. */
export const deskHome: HomeView = { ...wallHome, latDeg: 31.2265, rangeM: 6600, elevationDeg: 22 };
