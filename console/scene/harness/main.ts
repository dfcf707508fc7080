import type { BasemapData } from '@chengyun/basemap/data.ts';
import { createPlanInset, createScene, deskHome, inks, type SceneAlarm, type SceneGauge, wallHome } from '../index.ts';

const query = new URLSearchParams(location.search);
const theme = query.get('theme') === 'paper' ? 'paper' : 'ink';
const desk = query.get('view') === 'desk';
const basemap = (await (await fetch('/basemap.json')).json()) as BasemapData;

const $ = (id: string): HTMLElement => document.getElementById(id)!;
document.body.style.background = inks[theme].ground;
if (desk) $('map').style.fontSize = '14px';
const state = (query.get('state') ?? 'new') as SceneAlarm['state'];

const alarm = (
  id: string,
  level: SceneAlarm['level'],
  lonDeg: number,
  latDeg: number,
  radiusM: number,
  title: string,
  value: string,
  how: SceneAlarm['state'] = 'acked',
): SceneAlarm => ({ id, level, state: how, lonDeg, latDeg, radiusM, title, value });

const alarms: SceneAlarm[] =
  query.get('calm') === '1'
    ? []
    : [
        alarm('a1', 'red', 121.4972, 31.1962, 520, '42 min 后漫堤', '5.22 / 5.50 m', state),
        alarm('a2', 'orange', 121.4979, 31.2398, 260, '客流', '4.1 / 4.0'),
        alarm('a3', 'orange', 121.537, 31.2245, 300, '积水', '22 / 25 cm', 'new'),
        alarm('a4', 'yellow', 121.4751, 31.1646, 420, '水位', '3.28 / 3.20'),
        alarm('a5', 'yellow', 121.5265, 31.235, 260, '燃气压降', '12 kPa'),
        alarm('a6', 'yellow', 121.542, 31.257, 300, '阵风', '20.8 m/s', 'stale'),
        alarm('a7', 'blue', 121.5281, 31.211, 240, '拥堵', '1.9', 'new'),
        alarm('a8', 'blue', 121.5515, 31.1642, 300, '拥堵', '2.0'),
        alarm('a9', 'blue', 121.5003, 31.1892, 240, '雨量', '38.5 mm'),
        alarm('b1', 'blue', 121.6204, 31.2009, 300, '车速', '14 km/h', 'new'),
        alarm('b2', 'blue', 121.567, 31.2085, 240, '拥堵', '1.8', 'cleared'),
        alarm('b3', 'blue', 121.509, 31.1454, 240, '设备', '1 台', 'new'),
      ];

const gauges: SceneGauge[] = [
  {
    id: 'g1',
    lonDeg: 121.4972,
    latDeg: 31.1962,
    levelM: 5.22,
    marks: [
      { level: 'blue', valueM: 4.55 },
      { level: 'yellow', valueM: 4.91 },
      { level: 'orange', valueM: 5.1 },
    ],
    crestM: 5.5,
    unit: 'm',
    stale: false,
  },
  ...basemap.gauges.map((g, i) => ({
    id: g.id,
    lonDeg: g.lonDeg,
    latDeg: g.latDeg,
    levelM: g.warningM === undefined ? 3.2 : g.warningM - 0.3 + 0.1 * (i % 5),
    marks: g.warningM === undefined ? [] : [{ level: 'blue' as const, valueM: g.warningM }],
    unit: 'm',
    stale: i % 7 === 6,
  })),
];

/** JavaScript time of each frame, milliseconds: the budget is 4. */
const frameMs: number[] = [];

const scene = createScene({
  canvas: $('city') as HTMLCanvasElement,
  labels: $('labels'),
  theme,
  buildings: Number(query.get('buildings') ?? 4000),
  home: desk ? deskHome : wallHome,
  basemap,
  requestFrame: (draw) =>
    requestAnimationFrame((nowMs) => {
      const fromMs = performance.now();
      draw(nowMs);
      frameMs.push(performance.now() - fromMs);
    }),
});
const fit = (): void => scene.resize(innerWidth, innerHeight, devicePixelRatio);
addEventListener('resize', fit);
if (query.get('plan') !== '0') scene.setKeepOut([{ x: 26, y: 26, w: 392, h: 446 }]);
await document.fonts.ready;
await Promise.all(
  ['28px B612', "28px 'Noto Sans SC Variable'"].map((f) => document.fonts.load(f, '水位 42 堤顶客流积雨量拥堵')),
);
fit();
const plan = createPlanInset({ data: basemap, theme, widthPx: 392, heightPx: 446 });
if (query.get('plan') !== '0' && plan) {
  const pictures = [plan.ground, plan.marks({ alarms, footprint: scene.footprint() })];
  $('plan').innerHTML = pictures.map((svg) => `<div style="position:absolute;inset:0">${svg}</div>`).join('');
}
scene.setAlarms(alarms);
scene.setGauges(gauges);
if (query.get('sensors') !== '0') {
  scene.setSensors(
    [...basemap.metroStations, ...basemap.rainGauges, ...basemap.underpasses, ...basemap.hospitals].map((p, i) => ({
      id: p.id,
      lonDeg: p.lonDeg,
      latDeg: p.latDeg,
      stale: i % 17 === 0,
    })),
  );
}
scene.setRoads([
  { id: 'road-yanggao', state: 'slow' },
  { id: 'road-century', state: 'closed', near: { lonDeg: 121.5225, latDeg: 31.23, withinM: 600 } },
]);
const domain = query.get('domain');
if (domain) scene.setLayers(await (await fetch(`/layers.json?domain=${domain}`)).json());
Object.assign(globalThis, { scene, frameMs });
