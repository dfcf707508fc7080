/** The alarm of a hazard that people reported: no rule raises it and no sensor clears it. */
import { type AlarmRecord, type FactBody, KIND_WORDS, REPORTED_RULE } from '@chengyun/contracts';
import { type AlarmContent, type AlarmSource, type Moment, raiseAlarm } from './alarm-record.ts';

/** What one team has to look at. */
const RADIUS_M = 30;

export function reportedAlarm(body: Extract<FactBody, { kind: 'open' }>, moment: Moment): AlarmRecord {
  const { alarm, hazard, level, domain, asset, lonDeg, latDeg, reportedAt } = body;
  const source: AlarmSource = {
    ...{ id: REPORTED_RULE, version: 1, domain, unit: '1', radiusM: RADIUS_M },
    primary: { metric: REPORTED_RULE },
  };
  const words = KIND_WORDS[hazard];
  const content: AlarmContent = {
    level,
    title: { zh: `上报险情：${words.zh}`, en: `Reported: ${words.en}` },
    why: {
      zh: `有人上报“${words.zh}”，值班员据此开立事件`,
      en: `Somebody reported “${words.en}”, and the desk opened an incident`,
    },
    action: { zh: '到现场核实并处置，拍照回传。', en: 'Go and look, make it safe, send a photo.' },
    ...{ value: null, threshold: null, inputs: {}, observedAt: reportedAt },
  };
  // The condition names the report, so that two hazards at one place are two alarms.
  const record = raiseAlarm(moment, source, { asset: { id: asset, lonDeg, latDeg } }, `${hazard}.${alarm}`, content);
  return { ...record, id: alarm };
}
