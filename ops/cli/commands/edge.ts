import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { type Asset, isTimelineId, LIVE_TIMELINE } from '@chengyun/contracts';
import { systemChance } from '@chengyun/edge/agent/chance.ts';
import { createCameraAgent } from '@chengyun/edge/camera/camera-agent.ts';
import { CAMERA_DEFAULTS } from '@chengyun/edge/camera/config.ts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { readSensorConfig } from '@chengyun/edge/sensor/config.ts';
import { createSensorAgent } from '@chengyun/edge/sensor/sensor-agent.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { createLogger } from '@chengyun/platform/service/logger.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { enrolDevices } from '@chengyun/platform/store/enrol.ts';
import { dataDirOf, mqttUrlOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';

const DATA_DIR = { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' } as const;
/** Where a camera stands whose place was not given: in front of the district's operation centre. */
const DEFAULT_PLACE = { lonDeg: 121.5425, latDeg: 31.2215 };
const STATUS_EVERY_MS = 2_000;
/** Cars that fit the view of a street camera whose zone was not surveyed. */
const VIEW_CAPACITY = 20;

function placeOf(option: string | boolean | undefined): { lonDeg: number; latDeg: number } {
  if (typeof option !== 'string') return DEFAULT_PLACE;
  const [lonDeg, latDeg] = option.split(',').map(Number);
  if (!(Math.abs(lonDeg ?? Number.NaN) <= 180) || !(Math.abs(latDeg ?? Number.NaN) <= 90)) {
    throw new AppError('USAGE', `--at must be <lon>,<lat> in WGS84 degrees, not "${option}".`);
  }
  return { lonDeg: lonDeg ?? 0, latDeg: latDeg ?? 0 };
}

/** What the camera measures: a stretch of road and the camera itself, under names made from the source's. */
function assetsOf(name: string, place: { lonDeg: number; latDeg: number }): { road: Asset; camera: Asset } {
  const common = { domain: 'traffic', ...place };
  const road: Asset = {
    ...common,
    id: `road-${name}`,
    kind: 'road-link',
    name: { zh: `${name} 画面`, en: `View of ${name}` },
    attributes: { storageVehicles: VIEW_CAPACITY },
  };
  const camera: Asset = {
    ...common,
    id: `camera-${name}`,
    kind: 'camera',
    name: { zh: `${name} 摄像机`, en: `Camera ${name}` },
    attributes: {},
  };
  return { road, camera };
}

/** Runs until the file ends or a signal comes; prints how it goes every two seconds. */
async function untilEnd(status: () => string, finished: Promise<void>, note: (text: string) => void): Promise<void> {
  const timer = setInterval(() => note(`  ${status()}`), STATUS_EVERY_MS);
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await Promise.race([finished, stopped]);
  clearInterval(timer);
}

export const edgeCamera: Command = {
  name: 'edge camera',
  usage: '--source <url or file>',
  summary: 'watch one camera or clip: frames are judged here, counts go to the running city',
  options: {
    source: { type: 'string', value: 'url|file', summary: 'RTSP address, HTTP address or video file' },
    model: { type: 'string', value: 'id', summary: 'detector under models/ (city-nano)' },
    weights: { type: 'string', value: 'folder', summary: 'folder with weights that are not in models/' },
    name: { type: 'string', value: 'name', summary: "what to call it (from the source's name)" },
    at: { type: 'string', value: 'lon,lat', summary: 'where it stands, WGS84 degrees' },
    timeline: { type: 'string', value: 'id', summary: 'live or an exercise or replay (live)' },
    loop: { type: 'boolean', summary: 'play a file again and again' },
    'data-dir': DATA_DIR,
  },
  async run({ options, print, json, note }) {
    const url = options.source;
    if (typeof url !== 'string') throw new AppError('USAGE', 'name the picture with --source <url or file>.');
    if (!url.includes('://') && !existsSync(url)) throw new AppError('USAGE', `there is no file ${resolve(url)}.`);
    const raw = String(options.name ?? basename(url, extname(url))).toLowerCase();
    const name =
      raw
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 32) || 'camera';
    const timeline = String(options.timeline ?? LIVE_TIMELINE);
    if (!isTimelineId(timeline)) throw new AppError('USAGE', `"${timeline}" is no timeline.`);
    const dataDir = dataDirOf(options['data-dir']);
    const { road, camera } = assetsOf(name, placeOf(options.at));
    const device = `camera-${name}`;
    const credentialsFile = join(dataDir, 'devices', `${device}.json`);
    const running = await withStore(dataDir, async (store, found) => {
      await upsertAssets(store, [road, camera]);
      const assets = [road.id, camera.id];
      const [credentials] = await enrolDevices(store, [{ id: device, kind: 'camera', timeline, assets }], systemClock);
      mkdirSync(join(dataDir, 'devices'), { recursive: true, mode: 0o700 });
      writeFileSync(credentialsFile, `${JSON.stringify(credentials)}\n`, { mode: 0o600 });
      return found;
    });
    const whole = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const;
    const agent = createCameraAgent(
      {
        mqttUrl: mqttUrlOf(running.basePort),
        outboxDir: join(dataDir, 'edge', 'outbox', 'cli'),
        cameras: [
          {
            ...CAMERA_DEFAULTS,
            device,
            credentialsFile,
            asset: camera.id,
            source: { url, loop: options.loop === true },
            model: String(options.model ?? 'city-nano'),
            zones: [
              { id: 'view', asset: road.id, polygon: whole, counts: ['vehicles', 'people'], capacity: VIEW_CAPACITY },
            ],
          },
        ],
      },
      {
        clock: systemClock,
        chance: systemChance,
        logger: createLogger('edgeCamera', 'warn'),
        ffmpegPath: findFfmpeg(systemFindDeps(process.env)),
        weightsDir: typeof options.weights === 'string' ? options.weights : process.env.CHENGYUN_MODELS_DIR,
      },
    );
    await agent.start();
    note(`  ${device} watches ${url}; its counts appear as ${road.id} (Ctrl-C ends)`);
    const status = () => {
      const [view] = agent.health();
      return view ? `${view.judged} frames judged, ${view.statistics.sent} items sent` : 'waiting for a frame';
    };
    await untilEnd(status, agent.finished(), note);
    const [view] = agent.health();
    await agent.stop();
    print(`${device}: ${view?.judged ?? 0} frames judged, ${view?.statistics.sent ?? 0} items in the log`);
    json({ device, asset: road.id, frames: view?.judged ?? 0, sent: view?.statistics.sent ?? 0 });
    return EXIT.ok;
  },
};

export const edgeSensor: Command = {
  name: 'edge sensor',
  usage: '--config <file>',
  summary: 'run the sensor agent for the stations of a configuration file',
  options: {
    config: { type: 'string', value: 'file', summary: 'mqttUrl, outboxDir and devices with their drivers' },
    port: { type: 'string', value: 'number', summary: 'base port of the city that simulated stations belong to' },
  },
  async run({ options, note }) {
    if (typeof options.config !== 'string') throw new AppError('USAGE', 'name the configuration with --config <file>.');
    const config = readSensorConfig(resolve(options.config));
    const agent = createSensorAgent(config, {
      clock: systemClock,
      chance: systemChance,
      logger: createLogger('edgeSensor', 'warn'),
      basePort: Number(options.port ?? 8600),
    });
    await agent.start();
    note(`  ${config.devices.length} stations are served (Ctrl-C ends)`);
    await untilEnd(() => agent.ready().detail, new Promise(() => {}), note);
    await agent.stop();
    return EXIT.ok;
  },
};
