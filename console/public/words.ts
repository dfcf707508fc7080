/** Words of the citizens' page. */
import type { Bilingual } from '@chengyun/contracts';
import { sayText } from '../ui/say.ts';

export const PUBLIC_WORDS = {
  title: { zh: '城市状态', en: 'State of the city' },
  exercise: { zh: '演练：以下不是真实情况', en: 'Exercise: this is not what happens now' },
  asOf: { zh: '截至', en: 'As of' },
  calm: { zh: '目前没有橙色或红色预警。', en: 'No orange or red warning stands.' },
  district: { zh: '街镇', en: 'District' },
  hazards: { zh: '险情', en: 'Hazards' },
  reports: { zh: '市民上报（24 小时）', en: 'Reports (24 h)' },
  few: { zh: '少于 10', en: 'under 10' },
  quiet: { zh: '其余街镇平静。', en: 'The other districts are calm.' },
  report: { zh: '上报险情', en: 'Report a hazard' },
  noIdentity: {
    zh: '无需姓名、电话或账号。请不要在文字中写姓名。照片会被缩小并模糊，位置和时间信息会被去除。',
    en: 'No name, phone or account is needed. Please write no names. The photo is made small and blurred; place and time are taken out of it.',
  },
  kind: { zh: '种类', en: 'Kind' },
  place: { zh: '地点', en: 'Place' },
  locate: { zh: '使用当前位置', en: 'Use where I am' },
  located: { zh: '已取得位置', en: 'The place is known' },
  noPlace: { zh: '无法取得位置，请选择街镇。', en: 'The place cannot be found out; choose a district.' },
  chooseDistrict: { zh: '或选择街镇', en: 'or choose a district' },
  text: { zh: '说明（可不填）', en: 'What is wrong (may stay empty)' },
  photo: { zh: '照片（可不选）', en: 'Photo (may be left out)' },
  send: { zh: '提交', en: 'Send' },
  sending: { zh: '正在提交…', en: 'Sending…' },
  needPlace: { zh: '请先给出地点。', en: 'Say where it is first.' },
  failed: { zh: '连不上服务器，请稍后再试。', en: 'The server cannot be reached; try again soon.' },
  progress: { zh: '我的上报', en: 'My report' },
  keepToken: {
    zh: '这是查询码，只有它能查到这条上报。请保存：',
    en: 'This code is the only way to your report. Keep it:',
  },
  ask: { zh: '查询', en: 'Look up' },
  token: { zh: '查询码', en: 'Code' },
  noReport: { zh: '没有这条上报。', en: 'There is no such report.' },
  privacy: { zh: '本市存储哪些与您有关的信息', en: 'What this city stores about you' },
  why: { zh: '用途', en: 'Why' },
  kept: { zh: '保存', en: 'Kept' },
  who: { zh: '谁可以看', en: 'Who may see it' },
  notKept: { zh: '不保存', en: 'not kept' },
  always: { zh: '长期（城市记录）', en: 'for good (the record)' },
  days: { zh: '天', en: 'days' },
  minutes: { zh: '分钟', en: 'minutes' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export const STEPS: Readonly<Record<string, Bilingual>> = {
  received: { zh: '已收到', en: 'Received' },
  checked: { zh: '已核实', en: 'Checked' },
  refused: { zh: '未采纳', en: 'Not taken up' },
  incident: { zh: '已立案处置', en: 'Being dealt with' },
  dispatched: { zh: '已派出队伍', en: 'A team was sent' },
  onScene: { zh: '队伍已到现场', en: 'A team is there' },
  resolved: { zh: '已处置', en: 'Dealt with' },
  closed: { zh: '已确认恢复', en: 'Back to normal' },
};

export const ROLE_WORDS: Readonly<Record<string, Bilingual>> = {
  operator: { zh: '值班员', en: 'duty operators' },
  dispatcher: { zh: '调度员', en: 'dispatchers' },
  officer: { zh: '外勤队伍', en: 'field teams' },
  engineer: { zh: '工程师', en: 'engineers' },
  auditor: { zh: '审计员', en: 'auditors' },
  wall: { zh: '指挥大屏', en: 'the wall' },
  public: { zh: '所有人', en: 'everybody' },
};

export const t = (key: keyof typeof PUBLIC_WORDS): string => sayText(PUBLIC_WORDS[key]);
