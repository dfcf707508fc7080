/** Steps by which flood incidents are handled: 关闸 gates, 封交 closures, 转移 evacuation, as they become necessary. */
import type { Procedure, ProcedureStep, StepKind } from '@chengyun/contracts';

const step = (id: string, kind: StepKind, zh: string, en: string, when?: ProcedureStep['when']): ProcedureStep => ({
  ...{ id, kind, text: { zh, en } },
  ...(when ? { when } : {}),
});

const STUCK: Procedure = [
  step('stuck.compare', 'check', '看视频或邻近站点，确认实际水情', 'Judge the water by camera or neighbouring station'),
  step('stuck.repair', 'repair', '清理探头、重启采集器并读数', 'Clean the probe, restart the logger, read it'),
];

const RIVER: Procedure = [
  step('river.check', 'check', '核对水位与潮汐预报', 'Check the level against the tide forecast'),
  step('river.gates', 'gate', '关闭沿江泵闸并核实开度', 'Shut the river gates and check that they are shut', {
    levelFrom: 'yellow',
  }),
  step('river.patrol', 'warn', '巡查防汛墙，撤离滨水人员', 'Patrol the flood wall, clear the waterside', {
    levelFrom: 'yellow',
  }),
  step('river.close', 'closure', '封闭滨江通道', 'Close the riverside path', { levelFrom: 'orange' }),
  step(
    'river.evacuate',
    'evacuation',
    '转移墙后低洼处人员，清点人数',
    'Move people from behind the wall, count heads',
    {
      levelFrom: 'red',
    },
  ),
  step('river.reopen', 'closure', '退水后解除封闭', 'Open again when the water is down', { after: 'river.close' }),
];

/** Depth at which an underpass is closed to traffic, cm. */
const CLOSE_AT_CM = 25;

export const FLOOD_PLANS: Readonly<Record<string, Procedure>> = {
  'flood.tide-level': RIVER,
  'flood.tide-outlook': RIVER,
  'flood.overtopping': RIVER,
  'flood.surge': RIVER,
  'flood.underpass': [
    step('underpass.signs', 'warn', '到场设置警戒标志', 'Set the warning signs on site'),
    step('underpass.pumps', 'pump', '开启强排水泵并确认出水', 'Start the pumps and see that they deliver'),
    step('underpass.close', 'closure', '封交：两端封闭车道', 'Close the lanes at both ends', {
      valueFrom: CLOSE_AT_CM,
    }),
    step('underpass.empty', 'evacuation', '确认通道内无人无车', 'Make sure that nobody is left inside', {
      valueFrom: CLOSE_AT_CM,
    }),
    step('underpass.reopen', 'closure', '退水后清障并恢复通行', 'Clear it and open it again', {
      after: 'underpass.close',
    }),
  ],
  'flood.pump-tripped': [
    step('pump.power', 'repair', '检查供电与机组', 'Check power and unit'),
    step('pump.mobile', 'pump', '调用移动泵车', 'Call a mobile pump', { levelFrom: 'orange' }),
    step(
      'pump.upstream',
      'closure',
      '盯防上游下立交，达 25 cm 封交',
      'Watch the underpasses it drains, close at 25 cm',
    ),
    step('pump.running', 'check', '确认机组恢复运行', 'See the unit run again', { after: 'pump.power' }),
  ],
  'flood.heavy-rain': [
    step('rain.draw-down', 'gate', '预降内河水位', 'Draw the inland rivers down'),
    step('rain.pumps', 'pump', '泵站全开', 'Run all pumps'),
    step('rain.patrol', 'warn', '巡查低洼点和下立交', 'Patrol low spots and underpasses'),
    step('rain.evacuate', 'evacuation', '转移危旧房和工棚人员', 'Move people out of unsafe houses and sheds', {
      levelFrom: 'red',
    }),
  ],
  'flood.depth-stuck': STUCK,
  'flood.level-stuck': STUCK,
};
