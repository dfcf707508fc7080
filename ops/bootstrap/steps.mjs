/**
 * What a fresh machine lacks, brought in step by step with progress. Plain JavaScript without dependencies, because it
 * runs before anything is installed, on any Node from 20.19.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

const NODE_MIN = [20, 19];

/** Ends with one sentence instead of a stack trace. */
export function fail(sentence) {
  process.stderr.write(`chengyun: ${sentence}\n`);
  process.exit(2);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
    fail(`Node ${process.versions.node} is too old; install Node ${NODE_MIN.join('.')} or newer.`);
  }
}

/** Runs a command quietly while a line shows what is being done and for how long; its output is shown when it fails. */
export function runStep(label, command, args, options = {}) {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(0);
    const interactive = process.stderr.isTTY;
    process.stderr.write(interactive ? `  ${label} …` : `  ${label} …\n`);
    const timer = setInterval(() => interactive && process.stderr.write(`\r  ${label} … ${seconds()} s`), 1000);
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = (ok, detail) => {
      clearInterval(timer);
      process.stderr.write(`${interactive ? '\r' : ''}  ${label}: ${ok ? 'done' : 'failed'} after ${seconds()} s\n`);
      resolve({ ok, output: detail ?? output });
    };
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code) => end(code === 0));
  });
}

export function which(names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (folder && existsSync(path)) return path;
    }
  }
  return null;
}

const hashOfFile = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Installs the dependencies when they are missing or belong to another lock file. */
export async function installDependencies() {
  const stamp = join(ROOT, 'node_modules', '.chengyun-lock');
  const wanted = hashOfFile(join(ROOT, 'package-lock.json'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(NODE)) return;
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // onnxruntime-node brings its CPU runtime in the package; its install script would only look for CUDA libraries.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const step = await runStep(
    'dependencies (npm ci)',
    command,
    [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    { env },
  );
  if (!step.ok) fail(`the dependencies could not be installed by "npm ci":\n${step.output}`);
  if (!existsSync(NODE))
    fail('npm installed no Node 24 under node_modules/.bin/node; run "npm ci" by hand and read its messages.');
  writeFileSync(stamp, wanted);
}

/** Installs packages by the system's package manager where this user may; answers whether it worked. */
async function installPackages(label, packages) {
  if (process.getuid?.() !== 0 || !which(['apt-get'])) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => runStep(label, 'apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  if ((await install()).ok) return true;
  await runStep('package lists (apt-get update)', 'apt-get', ['update'], { env });
  return (await install()).ok;
}

/** Path of ffmpeg: FFMPEG_BIN, the one of ffmpeg-static when its download worked, PATH, else installed. */
export async function findFfmpeg() {
  const bundled = join(ROOT, 'node_modules', 'ffmpeg-static', 'ffmpeg');
  const found = process.env.FFMPEG_BIN ?? (existsSync(bundled) ? bundled : which(['ffmpeg']));
  if (found) return found;
  if (await installPackages('ffmpeg for the cameras (apt-get install ffmpeg)', ['ffmpeg'])) return which(['ffmpeg']);
  return null;
}

export async function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = process.env.CHROMIUM_BIN ?? which(names);
  if (found) return found;
  if (await installPackages('Chromium for the browser tests (apt-get install chromium)', ['chromium']))
    return which(names);
  return null;
}

/** Newest change below the folders that the console is built from, epoch milliseconds. */
function newestChangeMs(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = 0;
  for (const name of readdirSync(path)) {
    if (name === 'dist' || name === 'node_modules' || name === 'server' || name.startsWith('.')) continue;
    newest = Math.max(newest, newestChangeMs(join(path, name)));
  }
  return newest;
}

/** Builds the three surfaces when there is no build or the sources are newer. */
export async function buildConsole() {
  const built = join(ROOT, 'console', 'dist', 'wall', 'index.html');
  const sources = ['console', 'contracts', 'basemap', 'package-lock.json'].map((name) => join(ROOT, name));
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map(newestChangeMs))) return;
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const step = await runStep('wall, desk and phone (vite build)', NODE, [
    vite,
    'build',
    '--config',
    'console/vite.config.ts',
  ]);
  if (!step.ok) fail(`the console could not be built:\n${step.output}`);
}

/** Runs a program of the project under its own Node, passes signals on and ends with its exit code. */
export function handOver(args, env = {}) {
  const child = spawn(NODE, args, { cwd: process.cwd(), stdio: 'inherit', env: { ...process.env, ...env } });
  // The terminal sends Ctrl-C to the whole group; a signal that only reached us is passed on. The child counts one
  // interrupt within a second as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`Node 24 of the project could not be started: ${error.message}`));
  child.on('close', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
