/** One reason of a risk in words: what threatens and what stands there. */
import type { AlarmRecord, Bilingual, RiskFeature } from '@chengyun/contracts';
import type { CellProfile } from './place-profiles.ts';

const PIECES: readonly (readonly [feature: RiskFeature, zh: string, one: string, many: string])[] = [
  ['hospital', '家医院', 'hospital', 'hospitals'],
  ['metro-station', '座地铁站', 'metro station', 'metro stations'],
  ['underpass', '处下立交', 'underpass', 'underpasses'],
];

export function reasonText(alarm: AlarmRecord, place: CellProfile): Bilingual {
  const zh = place.people > 0 ? [`约 ${place.people} 人`] : [];
  const en = place.people > 0 ? [`about ${place.people} people`] : [];
  for (const [feature, unit, one, many] of PIECES) {
    const amount = place.amounts[feature];
    if (amount === 0) continue;
    zh.push(`${amount} ${unit}`);
    en.push(`${amount} ${amount === 1 ? one : many}`);
  }
  const join = (title: string, parts: readonly string[], colon: string, comma: string) =>
    parts.length > 0 ? `${title}${colon}${parts.join(comma)}` : title;
  return { zh: join(alarm.title.zh, zh, '：', '、'), en: join(alarm.title.en, en, ': ', ', ') };
}
