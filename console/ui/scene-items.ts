/** From live state to what the scene draws: alarms with plates, gauges with staffs. Pure. */
import type { AlarmView, Asset, SeriesView } from '@chengyun/contracts';
import { isListed } from '../state/alarm-order.ts';
import { type Language, pick } from '../state/words/words.ts';
import { glyphLookOf, isStale, STALE_AFTER_MS, seriesKeyOf } from './alarm-look.ts';
import type { CityAlarm, CityGauge, CitySensor } from './city-scene.ts';
import { marksOf } from './marks.ts';
import { readingLine, readingOf, shortTitle, titleSaysReading } from './reading.ts';

const SCENE_STATES: Readonly<Record<ReturnType<typeof glyphLookOf>, CityAlarm['state']>> = {
  filled: 'new',
  outlined: 'acked',
  ticked: 'cleared',
  hatched: 'stale',
};

const CLEARED_RADIUS_M = 60;

type SeriesOf = (key: string) => SeriesView | null;

/** Alarms as they were drawn last: what did not change is the same object, for whoever draws hundreds of them. */
const drawn = new WeakMap<AlarmView, { readonly key: string; readonly item: CityAlarm }>();

export function sceneAlarms(
  alarms: readonly AlarmView[],
  assets: ReadonlyMap<string, Asset>,
  series: SeriesOf,
  nowMs: number,
  language: Language = 'zh',
): CityAlarm[] {
  return alarms
    .filter((alarm) => isListed(alarm.state))
    .map((alarm) => {
      const name = assets.get(alarm.asset)?.name;
      const state = SCENE_STATES[glyphLookOf(alarm.state, isStale(series(seriesKeyOf(alarm)), nowMs))];
      const key = `${state}|${language}|${name?.[language] ?? ''}`;
      const before = drawn.get(alarm);
      if (before?.key === key) return before.item;
      const item = sceneAlarm(alarm, state, pick(language, shortTitle(alarm.title, name)));
      drawn.set(alarm, { key, item });
      return item;
    });
}

const sceneAlarm = (alarm: AlarmView, state: CityAlarm['state'], title: string): CityAlarm => ({
  ...{ id: alarm.id, level: alarm.level, state, lonDeg: alarm.lonDeg, latDeg: alarm.latDeg, title },
  // What is over reaches nobody any more: its mark stays until it is acknowledged, its reach does not.
  radiusM: alarm.state === 'cleared-unacknowledged' ? CLEARED_RADIUS_M : alarm.radiusM,
  value: titleSaysReading(title, readingOf(alarm)) ? '' : readingLine(alarm),
});

/** Every asset that has ever reported; silent when its newest reading of any metric is old or bad. */
export function sceneSensors(
  assets: ReadonlyMap<string, Asset>,
  seriesKeys: readonly string[],
  series: SeriesOf,
  nowMs: number,
): CitySensor[] {
  const fresh = new Map<string, boolean>();
  for (const key of seriesKeys) {
    const newest = series(key);
    if (!newest) continue;
    const speaks = newest.quality !== 'bad' && nowMs - newest.at <= STALE_AFTER_MS;
    fresh.set(newest.asset, speaks || (fresh.get(newest.asset) ?? false));
  }
  const sensors: CitySensor[] = [];
  for (const [id, speaks] of fresh) {
    const asset = assets.get(id);
    if (asset) sensors.push({ id, lonDeg: asset.lonDeg, latDeg: asset.latDeg, stale: !speaks });
  }
  return sensors;
}

/** Two lists that the scene would draw alike. */
export const sameSensors = (a: readonly CitySensor[], b: readonly CitySensor[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => {
    const other = b[i]!;
    return (
      one.id === other.id && one.stale === other.stale && one.lonDeg === other.lonDeg && one.latDeg === other.latDeg
    );
  });

/** Water level gauges only: a staff in the picture is a level above a datum. */
export function sceneGauges(assets: Iterable<Asset>, series: SeriesOf, nowMs: number): CityGauge[] {
  const gauges: CityGauge[] = [];
  for (const asset of assets) {
    const newest = series(`${asset.id}|water.level`);
    if (!newest || asset.datum === undefined) continue;
    const marks = marksOf({ metric: 'water.level', value: null, threshold: null, unit: 'm' }, asset, null);
    const crest = marks.find((mark) => mark.level === null)?.value;
    gauges.push({
      id: asset.id,
      lonDeg: asset.lonDeg,
      latDeg: asset.latDeg,
      levelM: newest.value,
      marks: marks.filter((mark) => mark.level !== null).map((mark) => ({ level: mark.level, valueM: mark.value })),
      ...(crest === undefined ? {} : { crestM: crest }),
      unit: 'm',
      stale: newest.quality === 'bad' || nowMs - newest.at > STALE_AFTER_MS,
    });
  }
  return gauges;
}
