/** The simulated city as a process of its own. */
import { portOf } from '@chengyun/contracts';
import { text } from '@chengyun/platform/service/config.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import { findFfmpegOrNull } from './cameras/ffmpeg.ts';
import { createCrews } from './crews.ts';
import { scenarioNamed } from './scenarios/index.ts';
import { createSimulator } from './simulator.ts';

const SPEC = {
  CHENGYUN_SIM_SCENARIO: text({ default: 'typhoon' }),
  CHENGYUN_SIM_TIMELINE: text(),
};

await runService('simulator', async (context) => {
  const { clock, logger, basePort } = context;
  const config = context.config(SPEC);
  const store = await createStore({ databaseUrl: context.databaseUrl(), poolMax: 4, clock, logger });
  const timeline = (await listTimelines(store)).find((one) => one.id === config.CHENGYUN_SIM_TIMELINE);
  if (!timeline)
    throw new AppError('CONFIG', `CHENGYUN_SIM_TIMELINE names no timeline: ${config.CHENGYUN_SIM_TIMELINE}.`);
  const ports = { fieldBusPort: portOf('fieldBus', basePort), rtspPort: portOf('rtsp', basePort) };
  const scenario = scenarioNamed(config.CHENGYUN_SIM_SCENARIO);
  const simulator = createSimulator(
    { timeline, scenario, ...ports, ffmpegPath: findFfmpegOrNull(context.env) },
    { clock, logger },
  );
  const crews = createCrews({ timeline: timeline.id }, { store, clock, logger, onDone: simulator.resolveAt });
  return {
    async start() {
      await simulator.start();
      await crews.start();
    },
    async stop() {
      await crews.stop();
      await simulator.stop();
      await store.close();
    },
  };
});
