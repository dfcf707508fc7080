/**
 * A wall profile says how a wall is built and how far its farthest seat is; the size of the type follows from physics:
 * 22 arc minutes of Han body height (cap ratio 0.92), 16 of Latin capitals (0.73). Everything else scales from it.
 */
import band from './walls/band.json' with { type: 'json' };
import hd from './walls/hd.json' with { type: 'json' };
import triple from './walls/triple.json' with { type: 'json' };
import uhd from './walls/uhd.json' with { type: 'json' };

export interface WallProfile {
  readonly id: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Distance between the centres of two pixels, millimetres. */
  readonly pitchMm: number;
  /** From the screen to the farthest seat that must read it, metres. */
  readonly distanceM: number;
  readonly layout: 'band' | 'panels' | 'screen';
}

export interface WallMeasures {
  /** Body text, px. */
  readonly bodyPx: number;
  /** Second lines and axes, for the near seats, px. */
  readonly captionPx: number;
  readonly headerPx: number;
  readonly stripPx: number;
  readonly listPx: number;
  readonly vitalsPx: number;
  readonly rowPx: number;
  readonly redRowPx: number;
}

const HAN_ARC_MIN = 22;
const LATIN_ARC_MIN = 16;
const HAN_CAP_RATIO = 0.92;
const LATIN_CAP_RATIO = 0.73;

/** The shipped walls, one file each; another wall is a file and a line here. */
export const PROFILES = [band, triple, uhd, hd] as readonly WallProfile[];

/** Pitches of screens on the market, millimetres: what `?panel=` may name. */
export const PANELS: Readonly<Record<string, number>> = {
  'lcd-55': 0.63,
  'lcd-55-4k': 0.315,
  'led-0.9': 0.94,
  'led-1.25': 1.25,
  'led-1.56': 1.56,
};
const SEAT_M_MIN = 0.5;
const SEAT_M_MAX = 30;

/** What an address says of its wall; null where it says nothing. */
export interface WallAsked {
  readonly profile: string | null;
  /** A pitch by name. */
  readonly panel: string | null;
  /** Distance of the farthest seat. */
  readonly seatM: number | null;
}

/** Fixed columns, px. Three panels: list and vitals keep clear of the seams at 1920 and 3840; null follows the width. */
const COLUMNS = {
  band: { list: 928, vitals: 768 },
  panels: { list: 1080, vitals: 1080 },
  screen: { list: null, vitals: null },
} as const satisfies Record<WallProfile['layout'], { list: number | null; vitals: number | null }>;

const tanArcMin = (arcMin: number): number => Math.tan((arcMin / 60 / 180) * Math.PI);

/** Smallest font size in px at which a Han character is read from the farthest seat. */
export function hanBodyPx(profile: Pick<WallProfile, 'pitchMm' | 'distanceM'>): number {
  return (profile.distanceM * 1000 * tanArcMin(HAN_ARC_MIN)) / profile.pitchMm / HAN_CAP_RATIO;
}

/** The same for Latin capitals. */
export function latinBodyPx(profile: Pick<WallProfile, 'pitchMm' | 'distanceM'>): number {
  return (profile.distanceM * 1000 * tanArcMin(LATIN_ARC_MIN)) / profile.pitchMm / LATIN_CAP_RATIO;
}

/** Larger type needs a wider column, up to the share that leaves the city half of the wall. */
const columnPx = (plainPx: number, neededPx: number, mostPx: number): number =>
  Math.round(Math.max(plainPx, Math.min(neededPx, mostPx)));

/** Column widths and heights in px for a profile; rows grow with the type, so a far seat sees fewer rows. */
export function wallMeasures(profile: WallProfile): WallMeasures {
  const bodyPx = Math.ceil(Math.max(hanBodyPx(profile), latinBodyPx(profile)));
  const fit = (sharePx: number, ems: number) => Math.round(Math.max(sharePx, ems * bodyPx));
  const wide = profile.widthPx;
  return {
    bodyPx,
    captionPx: Math.ceil(bodyPx * 0.8),
    headerPx: fit(56, 3.43),
    stripPx: fit(72, 4.86),
    listPx: columnPx(COLUMNS[profile.layout].list ?? Math.round(wide * 0.25), 26 * bodyPx, wide * 0.28),
    vitalsPx: columnPx(COLUMNS[profile.layout].vitals ?? Math.round(wide * 0.2085), 20 * bodyPx, wide * 0.22),
    rowPx: fit(0, 3.72),
    redRowPx: fit(0, 6.58),
  };
}

/** Where the screens of a wall meet, px from its left edge. */
export function wallSeamsOf({ layout, widthPx }: Pick<WallProfile, 'layout' | 'widthPx'>): number[] {
  return layout === 'panels' ? [widthPx / 3, (2 * widthPx) / 3] : [];
}

/** Where screens meet inside the city, as left edges of 48 px strips in px of the city: no label may lie there. */
export function seamsOf(profile: WallProfile, measures: WallMeasures): number[] {
  return wallSeamsOf(profile).map((seamPx) => seamPx - measures.listPx - 24);
}

/** `?profile=<id>` wins, else the profile whose canvas is nearest to the window's; `panel` and `seat` then correct it. */
export function chooseProfile(asked: WallAsked, widthPx: number, heightPx: number): WallProfile {
  const misfit = (p: WallProfile) =>
    Math.abs(Math.log(p.widthPx / widthPx)) + Math.abs(Math.log(p.heightPx / heightPx));
  const named = PROFILES.find((profile) => profile.id === asked.profile);
  const near = named ?? PROFILES.reduce((best, profile) => (misfit(profile) < misfit(best) ? profile : best));
  const pitchMm = PANELS[asked.panel ?? ''] ?? near.pitchMm;
  const seatM = asked.seatM ?? near.distanceM;
  return { ...near, pitchMm, distanceM: Math.min(SEAT_M_MAX, Math.max(SEAT_M_MIN, seatM)) };
}

/** Angle in arc minutes under which a Han character of a font size is seen from the farthest seat. */
export function hanArcMin(fontPx: number, { pitchMm, distanceM }: Pick<WallProfile, 'pitchMm' | 'distanceM'>): number {
  return (Math.atan((fontPx * HAN_CAP_RATIO * pitchMm) / (distanceM * 1000)) * 180 * 60) / Math.PI;
}
