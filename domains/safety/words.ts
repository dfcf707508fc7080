/** Standard procedures and names of the safety domain, in both languages. */
import type { Bilingual } from '@chengyun/contracts';

export const SAFETY_PROCEDURES: Readonly<Record<string, Bilingual>> = {
  'safety.crowd': {
    zh: '增派人员疏导，限制入口，必要时暂停活动并开启全部出口。',
    en: 'Send stewards, slow the entrances; if need be stop the event and open every exit.',
  },
  'safety.person-in-water': {
    zh: '立即通知水上救援，就近人员携救生圈到场，持续观察画面。',
    en: 'Call the water rescue at once, send the nearest people with a lifebuoy, keep watching.',
  },
  'safety.fire-lane': {
    zh: '通知物业联系挪车，无人响应时安排拖移。',
    en: 'Have the owner of the site move it; have it towed when nobody answers.',
  },
};

export const SAFETY_NAMES: Readonly<Record<string, Bilingual>> = {
  'kind.square': { zh: '广场', en: 'square' },
  'kind.waterside': { zh: '临水区', en: 'waterside' },
  'kind.fire-lane': { zh: '消防通道', en: 'fire lane' },
  'owner.public-safety-desk': { zh: '公共安全值守', en: 'public safety desk' },
};
