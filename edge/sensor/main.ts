import { createSecondOpinion } from '@chengyun/models/sensor-faults/second-opinion.ts';
import { text } from '@chengyun/platform/service/config.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { systemChance } from '../agent/chance.ts';
import { deviceRoutes } from '../agent/device-routes.ts';
import { readSensorConfig } from './config.ts';
import { createSensorAgent } from './sensor-agent.ts';

await runService('edgeSensor', async ({ config, clock, logger, metrics, basePort }) => {
  const { CHENGYUN_EDGE_SENSOR_CONFIG } = config({ CHENGYUN_EDGE_SENSOR_CONFIG: text() });
  const sensorConfig = readSensorConfig(CHENGYUN_EDGE_SENSOR_CONFIG);
  // Readings are worth more than an opinion about them: without the network the gate judges alone.
  const opinion = await createSecondOpinion().catch((error: Error) => {
    logger.error({}, error.message);
    return null;
  });
  const agent = createSensorAgent(sensorConfig, { clock, chance: systemChance, logger, metrics, basePort, opinion });
  return { ...agent, routes: deviceRoutes(agent.health) };
});
