/** Vital signs, standard procedures and names of the traffic domain, in both languages. */
import type { Bilingual, VitalSign } from '@chengyun/contracts';

export const TRAFFIC_VITALS: readonly VitalSign[] = [
  {
    id: 'traffic.queue-max',
    name: { zh: '最长排队', en: 'Longest queue' },
    metric: 'traffic.queue_vehicles',
    aggregate: 'max',
  },
  {
    id: 'traffic.occupancy-mean',
    name: { zh: '平均占有率', en: 'Mean occupancy' },
    metric: 'traffic.occupancy',
    aggregate: 'avg',
  },
];

export const TRAFFIC_PROCEDURES: Readonly<Record<string, Bilingual>> = {
  'traffic.congestion': {
    zh: '发布绕行提示，派巡逻到现场查看有无事故或积水。',
    en: 'Publish the detour, send a patrol to look for an accident or water.',
  },
  'traffic.stopped-vehicle': {
    zh: '查看画面，派巡逻到场警戒，联系拖移。',
    en: 'Look at the place, send a patrol to guard it, have the vehicle towed.',
  },
  'traffic.wrong-way': {
    zh: '立即在情报板提示，派巡逻拦截。',
    en: 'Warn on the signs at once, send a patrol to stop it.',
  },
  'traffic.camera-health': {
    zh: '通知维护人员检查摄像机供电、网络和镜头；期间加派人工巡查。',
    en: 'Have power, network and lens of the camera checked; patrol the place until it is back.',
  },
};

export const TRAFFIC_NAMES: Readonly<Record<string, Bilingual>> = {
  'kind.road-link': { zh: '路段', en: 'road link' },
  'kind.camera': { zh: '摄像机', en: 'camera' },
  'attribute.storageVehicles': { zh: '排队容量 辆', en: 'storage, vehicles' },
  'owner.traffic-desk': { zh: '交通值守', en: 'traffic desk' },
  'owner.camera-maintenance': { zh: '摄像机维护', en: 'camera maintenance' },
};
