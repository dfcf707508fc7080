/** The pictures of docs/surfaces.md: every surface at its sizes, in both themes and languages where these differ. */
export interface Picture {
  readonly name: string;
  /** Address below the console; `{station}` is put in by who takes the picture. */
  readonly path: string;
  readonly account: 'wall' | 'operator' | 'engineer' | 'officer-1' | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels of the screen for each of the page. */
  readonly density?: number;
  readonly language?: 'zh' | 'en';
  /** Keys pressed, one after the other, once the page stands. */
  readonly keys?: readonly string[];
  /** Typed into the page's first text field and sent, for what comes back is part of the picture. */
  readonly types?: string;
  /** Others have asked for something that the page lists. */
  readonly askedFirst?: 'reports' | 'shares';
  /** The worst alarm is dispatched to the officer beforehand. */
  readonly withTask?: true;
}

const WALL = { path: '/wall', account: 'wall', widthPx: 3840, heightPx: 1080 } as const;
const DESK = { path: '/desk', account: 'operator', widthPx: 1920, heightPx: 1200 } as const;
const CITIZEN = { path: '/public', account: null, widthPx: 390, heightPx: 844, density: 2 } as const;
const PHONE = { path: '/field', account: 'officer-1', widthPx: 390, heightPx: 844, density: 2 } as const;

export const PICTURES: readonly Picture[] = [
  { ...WALL, name: 'wall' },
  { ...WALL, name: 'wall-paper', path: '/wall?theme=paper' },
  { ...WALL, name: 'wall-1920', widthPx: 1920 },
  { ...WALL, name: 'wall-5760', widthPx: 5760 },
  { ...WALL, name: 'wall-2160', heightPx: 2160 },
  { ...WALL, name: 'wall-card', path: '/wall/card' },
  { ...DESK, name: 'desk', keys: ['Home'] },
  { ...DESK, name: 'desk-paper', path: '/desk?theme=paper', keys: ['Home'] },
  { ...DESK, name: 'desk-en', language: 'en', keys: ['Home'] },
  { ...DESK, name: 'desk-top-view', keys: ['Home', 'm'] },
  { ...DESK, name: 'desk-palette', keys: ['Control+k'] },
  { ...DESK, name: 'desk-help', keys: ['?'] },
  { ...DESK, name: 'desk-replay', keys: ['Home', '{'] },
  { ...DESK, name: 'desk-station', path: '/desk#station/{station}' },
  { ...DESK, name: 'desk-alarms', path: '/desk#alarms' },
  { ...DESK, name: 'desk-rules', path: '/desk#rules', account: 'engineer' },
  { ...DESK, name: 'desk-catalogue', path: '/desk#catalogue' },
  { ...DESK, name: 'desk-devices', path: '/desk#devices', account: 'engineer' },
  { ...DESK, name: 'desk-zones', path: '/desk#zones', account: 'engineer', types: '核对遮罩位置' },
  { ...DESK, name: 'desk-handover', path: '/desk#handover' },
  { ...DESK, name: 'desk-report', path: '/desk#report', language: 'en' },
  { ...DESK, name: 'desk-citizens', path: '/desk#citizens', askedFirst: 'reports' },
  { ...DESK, name: 'desk-shares', path: '/desk#shares', askedFirst: 'shares' },
  { ...PHONE, name: 'field', withTask: true },
  { ...PHONE, name: 'field-en', language: 'en' },
  { ...PHONE, name: 'login', path: '/login', account: null },
  { ...CITIZEN, name: 'public' },
  { ...CITIZEN, name: 'public-en', language: 'en' },
];
