/** What people wait for: drawing, loading, travelling in time, an alarm on the screen, and many screens at once. */
import { inParts } from '../in-parts.ts';
import { measureAlarm } from './alarm.ts';
import { measureBundles } from './bundles.ts';
import { measureClients } from './clients.ts';
import { measureScene } from './scene.ts';
import { measureSeek } from './seek.ts';

export const wall = inParts({
  bundles: measureBundles,
  scene: measureScene,
  seek: measureSeek,
  clients: measureClients,
  alarm: measureAlarm,
});
