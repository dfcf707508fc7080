/** What an address may ask of a page: `?theme=paper&profile=triple&panel=led-0.9&seat=8&timeline=replay:x`. */
import { THEMES, type ThemeName } from '../state/tokens.ts';

export interface PageOptions {
  readonly theme: ThemeName | null;
  readonly profile: string | null;
  /** Pitch of the screen by name and distance of the farthest seat: the wall sizes its type from them. */
  readonly panel: string | null;
  readonly seatM: number | null;
  readonly buildings: number;
  readonly timeline: string | null;
}

const BUILDINGS_DEFAULT = 9000;
const BUILDINGS_MAX = 40_000;

export function pageOptionsFrom(search: string): PageOptions {
  const query = new URLSearchParams(search);
  const seat = Number(query.get('seat') ?? Number.NaN);
  const asked = Number(query.get('buildings') ?? Number.NaN);
  return {
    theme: THEMES.find((theme) => theme === query.get('theme')) ?? null,
    profile: query.get('profile'),
    panel: query.get('panel'),
    seatM: Number.isFinite(seat) && seat > 0 ? seat : null,
    buildings: Number.isFinite(asked) ? Math.min(BUILDINGS_MAX, Math.max(0, asked)) : BUILDINGS_DEFAULT,
    timeline: query.get('timeline'),
  };
}
