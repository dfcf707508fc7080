/**
 * The address that hands a place over to the phone's own navigation. Android knows `geo:`, where the person chooses the
 * app; an iPhone knows no such scheme and opens its maps. WGS84: each app turns it into the datum of its own map.
 */
export interface Goal {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly name: string;
}

export function wayThere({ lonDeg, latDeg, name }: Goal, userAgent: string): string {
  const place = `${latDeg},${lonDeg}`;
  const isApple = /iPhone|iPad|iPod|Macintosh/.test(userAgent);
  return isApple
    ? `maps://?daddr=${place}&q=${encodeURIComponent(name)}`
    : `geo:${place}?q=${place}(${encodeURIComponent(name)})`;
}
