import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { HomeView } from './types.ts';

/** Over the north bend: 陆家嘴 in front, the Huangpu on both sides of it, Expo and the south behind. */
export const wallHome: HomeView = {
  of: 'wall',
  lonDeg: 121.5035,
  latDeg: 31.2205,
  rangeM: 6500,
  headingDeg: 160,
  elevationDeg: 15,
  fovDeg: 30,
};

/** Three screens side by side see from 徐汇 across the new area to the airport and the sea. */
const tripleHome: HomeView = { ...wallHome, lonDeg: 121.512, latDeg: 31.218, rangeM: 6900, headingDeg: 146 };

/** A tall picture has room for the far south: higher, so that the ground fills it. */
const tallHome: HomeView = { ...wallHome, latDeg: 31.2225, rangeM: 7200, elevationDeg: 20 };

/** Where the camera of a wall rests, by the shape of the wall. */
export const homeOfLayout: Readonly<Record<'band' | 'panels' | 'screen', HomeView>> = {
  band: wallHome,
  panels: tripleHome,
  screen: tallHome,
};

/** The same city from higher, for the squarer map of the desk. */
export const deskHome: HomeView = { ...wallHome, of: 'desk', latDeg: 31.2265, rangeM: 6600, elevationDeg: 22 };

/** The view that a surface asks for, or the one that the map brings in its place. */
export const homeOf = (data: BasemapData, asked: HomeView): HomeView => data.homes[asked.of ?? 'wall'] ?? asked;
