/** Steps by which traffic incidents are handled. */
import type { Procedure } from '@chengyun/contracts';

export const TRAFFIC_PLANS: Readonly<Record<string, Procedure>> = {
  'traffic.congestion': [
    { id: 'jam.look', kind: 'check', text: { zh: '到场或看视频查明原因', en: 'Find the cause on site or by camera' } },
    { id: 'jam.detour', kind: 'warn', text: { zh: '发布绕行提示', en: 'Publish the detour' } },
    {
      ...{ id: 'jam.close', kind: 'closure', text: { zh: '封交：截断上游入口', en: 'Close the entries upstream' } },
      when: { levelFrom: 'orange' },
    },
    {
      ...{ id: 'jam.open', kind: 'closure', text: { zh: '清障后恢复通行', en: 'Clear the road and open it again' } },
      when: { after: 'jam.close' },
    },
  ],
  'traffic.stopped-vehicle': [
    { id: 'stop.look', kind: 'check', text: { zh: '看视频查明原因', en: 'Find the cause by camera' } },
    { id: 'stop.guard', kind: 'warn', text: { zh: '到场警戒，提示来车', en: 'Guard the place and warn who comes' } },
    { id: 'stop.tow', kind: 'repair', text: { zh: '拖移', en: 'Have it towed' }, when: { levelFrom: 'orange' } },
  ],
  'traffic.wrong-way': [
    { id: 'wrong.warn', kind: 'warn', text: { zh: '情报板提示逆行', en: 'Warn on the signs' } },
    {
      id: 'wrong.stop',
      kind: 'closure',
      text: { zh: '拦截，必要时截断上游', en: 'Stop it, close the entries if need be' },
    },
  ],
  'traffic.camera-health': [
    { id: 'camera.check', kind: 'repair', text: { zh: '检查供电、网络和镜头', en: 'Check power, network and lens' } },
    { id: 'camera.patrol', kind: 'check', text: { zh: '期间加派人工巡查', en: 'Patrol the place until it is back' } },
  ],
};
