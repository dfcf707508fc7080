import { describeLog } from './log-contract.ts';
import { createMemoryLog } from './memory-log.ts';

describeLog('memory', async () => createMemoryLog({ telemetry: 2 }));
