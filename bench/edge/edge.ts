/**
 * The boxes at the edge: how many streams a camera box holds, how much of the bare machine is left when the product runs
 * on it, what it makes of recorded streets; how a day of backlog drains while a sensor box goes on speaking.
 */
import { inParts } from '../in-parts.ts';
import { measureBacklog } from './backlog.ts';
import { measureClips } from './clips.ts';
import { measureHeldStreams } from './held-streams.ts';
import { measureThroughput } from './throughput.ts';

const parts = {
  streams: measureHeldStreams,
  throughput: measureThroughput,
  clips: measureClips,
  backlog: measureBacklog,
};

/** Clips need recordings that lie beside the project. */
export const edge = inParts(parts, ['clips']);
