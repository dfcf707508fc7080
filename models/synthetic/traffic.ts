/**
 * Everything that moves, advanced in fixed steps so that the same calls give the same street. Followers keep a gap
 * (Intelligent Driver Model, Treiber, Hennecke & Helbing 2000). A queue is made on demand: the stop line holds
 * everybody while the queue is shorter than asked for, lets them past one by one while it is longer, and cars arrive
 * faster while it must grow.
 */
import { drawMover, type Mover } from './movers.ts';
import type { Random } from './random.ts';
import type { Lane, Road } from './road.ts';

export interface TrafficState {
  readonly vehiclesPerMin: number;
  /** 1 = free flow (about 11 m/s); multiplies every desired speed. */
  readonly speedFactor: number;
  /** Standing queue wanted behind the stop line, per lane; 0 = nobody is held. */
  readonly queueLengthM: number;
  /** Walkers in the whole scene, about. */
  readonly people: number;
  readonly twoWheelersPerMin?: number;
}

export interface Actor {
  readonly mover: Mover;
  readonly lane: Lane;
  /** Distance from the lane's start to the mover's front. */
  aheadM: number;
  speedMPerS: number;
  braking: boolean;
}

export interface Traffic {
  set(state: TrafficState): void;
  advance(toS: number): void;
  readonly actors: readonly Actor[];
  /** Longest standing queue over the lanes that have a stop line. */
  queueM(): number;
}

const STEP_S = 0.2;
const CATCH_UP_MAX_S = 120;
const FREE_M_PER_S = { vehicles: 11, 'two-wheelers': 5, walkers: 1.3 } as const;
const STANDING_M_PER_S = 1;
const RELEASE_EVERY_S = 3;

export function createTraffic(road: Road, random: Random): Traffic {
  let state: TrafficState = { vehiclesPerMin: 20, speedFactor: 1, queueLengthM: 0, people: 8 };
  let nowS: number | null = null;
  const perLane = new Map<Lane, Actor[]>(road.lanes.map((lane) => [lane, []]));
  const released = new Map<Lane, { readonly actor: Actor; readonly atS: number }>();
  const actors: Actor[] = [];
  const count = (use: Lane['use']): number => road.lanes.filter((lane) => lane.use === use).length;
  const shares = { vehicles: count('vehicles'), 'two-wheelers': count('two-wheelers'), walkers: count('walkers') };

  const laneQueueM = (lane: Lane): number => {
    if (lane.stopAtM === null) return 0;
    let longest = 0;
    for (const actor of perLane.get(lane)!) {
      const back = lane.stopAtM - actor.aheadM;
      if (back < -1 || actor.speedMPerS > STANDING_M_PER_S) continue;
      longest = Math.max(longest, back + actor.mover.lengthM);
    }
    return longest;
  };

  const arrivalsPerMin = (lane: Lane, queueM: number): number => {
    if (lane.use === 'two-wheelers') {
      return (state.twoWheelersPerMin ?? state.vehiclesPerMin * 0.4) / Math.max(1, shares['two-wheelers']);
    }
    if (lane.use === 'walkers') {
      // Enough arrivals to keep about `people` walkers on all paths together.
      const staying = lane.lengthM / (FREE_M_PER_S.walkers * 60);
      return state.people / shares.walkers / staying;
    }
    const usual = state.vehiclesPerMin / shares.vehicles;
    return lane.stopAtM !== null && queueM < state.queueLengthM - 5 ? Math.max(usual, 22) : usual;
  };

  const arrive = (lane: Lane, queueM: number): void => {
    if (!random.chance((arrivalsPerMin(lane, queueM) / 60) * STEP_S)) return;
    const mover = drawMover(lane.use, random);
    const list = perLane.get(lane)!;
    const last = list.at(-1);
    const room = last === undefined || last.aheadM - last.mover.lengthM > mover.lengthM + 2;
    if (!room && lane.use !== 'walkers') return;
    const speed = FREE_M_PER_S[lane.use] * (lane.use === 'vehicles' ? state.speedFactor : 1) * mover.haste;
    const actor: Actor = { mover, lane, aheadM: 0, speedMPerS: speed, braking: false };
    list.push(actor);
    actors.push(actor);
  };

  const accelerate = (actor: Actor, gapM: number, closingMPerS: number, wantedMPerS: number): void => {
    const wishGapM =
      2 + Math.max(0, actor.speedMPerS * 1.2 + (actor.speedMPerS * closingMPerS) / (2 * Math.sqrt(1.6 * 2.2)));
    const free = 1 - (actor.speedMPerS / Math.max(0.3, wantedMPerS)) ** 4;
    const change = Math.max(-6, 1.6 * (free - (wishGapM / Math.max(0.5, gapM)) ** 2));
    actor.braking = change < -0.6 || actor.speedMPerS < 0.3;
    actor.speedMPerS = Math.max(0, actor.speedMPerS + change * STEP_S);
  };

  /** Lets one vehicle at a time past the stop line while the queue is longer than asked for. */
  const meter = (lane: Lane, queueM: number): void => {
    if (queueM < state.queueLengthM || (nowS ?? 0) - (released.get(lane)?.atS ?? -1e9) < RELEASE_EVERY_S) return;
    const actor = perLane.get(lane)!.find(({ aheadM }) => aheadM <= lane.stopAtM!);
    if (actor !== undefined) released.set(lane, { actor, atS: nowS ?? 0 });
  };

  const moveLane = (lane: Lane): void => {
    const list = perLane.get(lane)!;
    const queueM = laneQueueM(lane);
    const isClosed = state.queueLengthM > 0 && lane.stopAtM !== null;
    if (isClosed) meter(lane, queueM);
    arrive(lane, queueM);
    for (let index = 0; index < list.length; index++) {
      const actor = list[index]!;
      const wanted = FREE_M_PER_S[lane.use] * actor.mover.haste * (lane.use === 'vehicles' ? state.speedFactor : 1);
      if (lane.use === 'walkers') {
        actor.speedMPerS = wanted;
      } else {
        const leader = index > 0 ? list[index - 1]! : null;
        let gapM = leader === null ? 1e3 : leader.aheadM - leader.mover.lengthM - actor.aheadM;
        let closing = leader === null ? 0 : actor.speedMPerS - leader.speedMPerS;
        const isHeld = isClosed && actor !== released.get(lane)?.actor;
        const toLineM = isHeld && lane.stopAtM !== null ? lane.stopAtM - actor.aheadM : -1;
        if (toLineM >= 0 && toLineM < gapM) {
          gapM = toLineM + 1;
          closing = actor.speedMPerS;
        }
        accelerate(actor, gapM, closing, wanted);
        if (leader !== null) actor.aheadM = Math.min(actor.aheadM, leader.aheadM - leader.mover.lengthM - 0.4);
      }
      actor.aheadM += actor.speedMPerS * STEP_S;
    }
    while (list.length > 0 && list[0]!.aheadM - list[0]!.mover.lengthM > lane.lengthM) {
      actors.splice(actors.indexOf(list.shift()!), 1);
    }
    if (lane.use === 'walkers') list.sort((a, b) => b.aheadM - a.aheadM);
  };

  return {
    actors,
    set: (next) => {
      state = next;
    },
    advance(toS) {
      if (nowS === null || toS - nowS > CATCH_UP_MAX_S) nowS = toS - CATCH_UP_MAX_S;
      for (; nowS + STEP_S <= toS + 1e-9; nowS += STEP_S) for (const lane of road.lanes) moveLane(lane);
    },
    queueM: () => Math.max(0, ...road.lanes.map(laneQueueM)),
  };
}
