/** The agents on camera and sensor boxes, and what other parts may compose of them. */
export { type Agent, type AgentConfig, type AgentHealth, createAgent } from './agent/agent.ts';
export { type Chance, createSeededChance, systemChance } from './agent/chance.ts';
export { type Outbox, openOutbox } from './outbox/outbox.ts';
export { readSensorConfig, type SensorConfig } from './sensor/config.ts';
export { createFileReplay, type FileReplay, type FileReplayConfig } from './sensor/drivers/file/file-replay.ts';
export {
  createReplay,
  type Replay,
  type ReplayAccount,
  type ReplayConfig,
  type ReplayProgress,
} from './sensor/replay/replay.ts';
export { createSensorAgent, type SensorAgent } from './sensor/sensor-agent.ts';
export { readCredentials } from './uplink/credentials.ts';
