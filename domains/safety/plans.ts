/** Steps by which safety incidents are handled. */
import type { Procedure } from '@chengyun/contracts';

export const SAFETY_PLANS: Readonly<Record<string, Procedure>> = {
  'safety.crowd': [
    {
      id: 'crowd.look',
      kind: 'check',
      text: { zh: '看现场：有无拥堵点和倒地', en: 'Look for a jam and for people who fell' },
    },
    {
      id: 'crowd.stewards',
      kind: 'warn',
      text: { zh: '增派人员，广播疏导', en: 'Send stewards and speak to the crowd' },
    },
    {
      ...{
        id: 'crowd.gates',
        kind: 'closure',
        text: { zh: '关闭入口，开启全部出口', en: 'Close the entrances, open every exit' },
      },
      when: { levelFrom: 'orange' },
    },
    {
      ...{
        id: 'crowd.open',
        kind: 'closure',
        text: { zh: '密度回落后恢复入口', en: 'Open the entrances again when it has thinned' },
      },
      when: { after: 'crowd.gates' },
    },
  ],
  'safety.person-in-water': [
    {
      id: 'water.rescue',
      kind: 'warn',
      text: { zh: '通知水上救援和急救', en: 'Call the water rescue and an ambulance' },
    },
    { id: 'water.there', kind: 'check', text: { zh: '就近人员带救生圈到场', en: 'Be on the spot with a lifebuoy' } },
    { id: 'water.gone', kind: 'check', text: { zh: '确认无人在水中', en: 'Make sure that nobody is in the water' } },
  ],
  'safety.fire-lane': [
    { id: 'lane.owner', kind: 'warn', text: { zh: '联系物业挪车', en: 'Have the site move it' } },
    { id: 'lane.tow', kind: 'closure', text: { zh: '安排拖移', en: 'Have it towed' }, when: { levelFrom: 'yellow' } },
    { id: 'lane.free', kind: 'check', text: { zh: '确认通道畅通', en: 'Make sure that the lane is free' } },
  ],
};
