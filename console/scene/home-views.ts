import type { HomeView } from './types.ts';

/** Over the north bend: 陆家嘴 in front, the Huangpu on both sides of it, Expo and the south behind. */
export const wallHome: HomeView = {
  lonDeg: 121.5045,
  latDeg: 31.2165,
  rangeM: 6300,
  headingDeg: 160,
  elevationDeg: 15.5,
  fovDeg: 30,
};

/** The same city from nearer, for the squarer map of the desk. */
export const deskHome: HomeView = { ...wallHome, rangeM: 5600, elevationDeg: 26 };
