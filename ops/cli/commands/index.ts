import type { Command } from '../command.ts';
import { ACCOUNT } from './account.ts';
import { auditExport, auditVerify } from './audit.ts';
import { backtest } from './backtest.ts';
import { basemapBuild, basemapCheck, basemapImport } from './basemap.ts';
import { bench } from './bench.ts';
import { deviceAdd, deviceList, deviceRevoke } from './device.ts';
import { deviceTune } from './device-settings.ts';
import { doctor } from './doctor.ts';
import { drill } from './drill.ts';
import { edgeCamera, edgeSensor } from './edge.ts';
import { explain } from './explain.ts';
import { forecasts } from './forecasts.ts';
import { migrate } from './migrate.ts';
import { MODELS } from './models.ts';
import { quarantine } from './quarantine.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { retro } from './retro.ts';
import { risk } from './risk.ts';
import { RULE_LIFE } from './rule-life.ts';
import { rulesTest } from './rules.ts';
import { rulesImportPrometheus } from './rules-import.ts';
import { up } from './up.ts';

/** The only list of commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  up,
  doctor,
  deviceAdd,
  deviceList,
  deviceRevoke,
  deviceTune,
  ...ACCOUNT,
  quarantine,
  auditVerify,
  auditExport,
  replay,
  report,
  edgeCamera,
  edgeSensor,
  ...MODELS,
  risk,
  forecasts,
  rulesTest,
  rulesImportPrometheus,
  ...RULE_LIFE,
  basemapImport,
  basemapCheck,
  basemapBuild,
  backtest,
  explain,
  retro,
  drill,
  bench,
  migrate,
];
