/** Rain as moving bands: each band is a Gaussian in time whose strength falls off from north to south, as in Pudong's records. */
export interface RainBand {
  readonly peakAtMs: number;
  readonly peakMmPerH: number;
  /** Standard deviation in minutes. */
  readonly widthMin: number;
  /** Where the band is strongest, WGS84 degrees latitude. */
  readonly latDeg: number;
  /** Reach of the band in degrees latitude (one standard deviation). */
  readonly reachDeg: number;
}

/** Intensity in mm/h at a latitude. Bands travel north at about 25 km/h, so southern gauges see them first. */
export function rainAtMmPerH(bands: readonly RainBand[], latDeg: number, tMs: number): number {
  let total = 0;
  for (const band of bands) {
    const delayMin = ((latDeg - band.latDeg) * 111) / (25 / 60);
    const minutes = (tMs - band.peakAtMs) / 60_000 - delayMin;
    const place = Math.exp(-0.5 * ((latDeg - band.latDeg) / band.reachDeg) ** 2);
    total += band.peakMmPerH * place * Math.exp(-0.5 * (minutes / band.widthMin) ** 2);
  }
  return total;
}
