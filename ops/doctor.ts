/** Checks of `chengyun doctor`: what this machine offers, and how the running city is. Each answer is one sentence. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PORT_OFFSETS, type PortName, portOf } from '@chengyun/contracts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { findRunning, type RunningInstallation } from './installation.ts';
import { checkPorts } from './launcher/ports.ts';
import { CENTRE, FORECASTER, SIMULATED_CITY } from './launcher/services.ts';
import { ROOT } from './root.ts';

export interface Finding {
  readonly name: string;
  /** ok: fine; warn: works with less; bad: must be mended. */
  readonly state: 'ok' | 'warn' | 'bad';
  readonly detail: string;
}

function checkNode(): Finding {
  const isRight = Number(process.versions.node.split('.')[0]) >= 24;
  return {
    name: 'node',
    state: isRight ? 'ok' : 'bad',
    detail: `Node ${process.versions.node}${isRight ? '' : '; 24 is needed, run npm ci'}`,
  };
}

function checkFfmpeg(): Finding {
  try {
    const path = findFfmpeg(systemFindDeps(process.env));
    const { stdout } = spawnSync(path, ['-hide_banner', '-version'], { encoding: 'utf8' });
    return { name: 'ffmpeg', state: 'ok', detail: stdout.split(' Copyright')[0] ?? path };
  } catch (error) {
    return { name: 'ffmpeg', state: 'warn', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function checkOnnx(): Promise<Finding> {
  try {
    const runtime = await import('onnxruntime-node');
    return { name: 'inference', state: 'ok', detail: `ONNX Runtime ${runtime.env.versions.node ?? ''} on the CPU` };
  } catch (error) {
    return { name: 'inference', state: 'bad', detail: `ONNX Runtime cannot be loaded: ${String(error)}` };
  }
}

function checkConsoleBuild(): Finding {
  const isBuilt = existsSync(join(ROOT, 'console', 'dist', 'wall', 'index.html'));
  return {
    name: 'console',
    state: isBuilt ? 'ok' : 'warn',
    detail: isBuilt ? 'built' : 'not built; npm start builds it',
  };
}

function checkDataDir(dataDir: string): Finding {
  const folder = existsSync(dataDir) ? dataDir : dirname(dataDir);
  try {
    accessSync(folder, constants.W_OK);
    return { name: 'data', state: 'ok', detail: dataDir };
  } catch {
    return { name: 'data', state: 'bad', detail: `${folder} cannot be written` };
  }
}

async function checkFreePorts(basePort: number): Promise<Finding> {
  try {
    await checkPorts(basePort);
    const last = basePort + Math.max(...Object.values(PORT_OFFSETS));
    return { name: 'ports', state: 'ok', detail: `${basePort} to ${last} are free` };
  } catch (error) {
    return { name: 'ports', state: 'bad', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function checkService(name: PortName, basePort: number, isOptional: boolean): Promise<Finding> {
  const url = `http://127.0.0.1:${portOf(name, basePort)}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const { detail } = (await response.json()) as { detail?: string };
    return { name, state: response.ok ? 'ok' : 'bad', detail: detail ?? String(response.status) };
  } catch {
    return { name, state: isOptional ? 'warn' : 'bad', detail: `does not answer at ${url}` };
  }
}

async function checkStore({ databaseUrl }: RunningInstallation): Promise<Finding> {
  try {
    const store = await createStore({ databaseUrl, poolMax: 1, clock: systemClock, waitMs: 3_000 });
    const flavour = store.flavour();
    await store.close();
    return { name: 'store', state: 'ok', detail: flavour };
  } catch (error) {
    return { name: 'store', state: 'bad', detail: error instanceof Error ? error.message : String(error) };
  }
}

export async function examine(dataDir: string, basePort: number): Promise<Finding[]> {
  const findings = [checkNode(), checkFfmpeg(), await checkOnnx(), checkConsoleBuild(), checkDataDir(dataDir)];
  const running = findRunning(dataDir);
  if (running === null) return [...findings, await checkFreePorts(basePort)];
  findings.push(await checkStore(running));
  for (const name of [...CENTRE, ...FORECASTER]) findings.push(await checkService(name, running.basePort, false));
  for (const name of SIMULATED_CITY) findings.push(await checkService(name, running.basePort, true));
  return findings;
}
