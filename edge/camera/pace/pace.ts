/**
 * The pace of all cameras of a box. While frames are dropped because judging is behind, the box is full: it takes on a
 * little less than it last managed, and the cameras of low priority slow down first. When nothing is dropped it takes on
 * a little more, until everybody has the pace that was asked for.
 */
import { allot, type Demand } from './allotment.ts';

export interface Lane {
  /** May a frame that has come be judged now? Says yes at the allotted pace; whoever asks then judges. */
  isDue(monotonicMs: number): boolean;
  /** Frames a second that are allotted now. */
  target(): number;
  /** Frames that were not judged because it was too soon. */
  thinned(): number;
}

export interface Pace {
  /** `dropped` counts the frames of the camera that came too fast for judging. */
  lane(device: string, demand: Demand, dropped: () => number): Lane;
  /** Called every `SETTLE_EVERY_MS`. */
  settle(): void;
  readonly isFull: () => boolean;
  readonly figures: () => PaceFigures;
}

/** How the box stands, for whoever watches it. */
export interface PaceFigures {
  /** Frames a second that all cameras together want, and that they are allotted. */
  readonly wanted: number;
  readonly allotted: number;
  /** Cameras that are allotted less than they want. */
  readonly slowed: number;
  /** Frames that were not judged because it was too soon for their camera, since the start. */
  readonly thinned: number;
}

export const SETTLE_EVERY_MS = 2000;
/** Of what was managed while frames were dropped; and one bad moment takes no more than this. */
const BACK_OFF = 0.9;
const BACK_OFF_MAX = 0.7;
/** Of what all want together. */
const GROWTH = 0.05;
/** A frame that comes by so much of a step early is the next one. */
const EARLY = 0.1;

interface Member {
  readonly device: string;
  readonly demand: Demand;
  readonly dropped: () => number;
  target: number;
  dueMs: number;
  judged: number;
  judgedBefore: number;
  droppedBefore: number;
  thinned: number;
}

/** @param said told in one sentence when the box becomes full, and when it is no more */
export function createPace(said: (sentence: string) => void): Pace {
  const members: Member[] = [];
  let budget = Infinity;
  let isFull = false;

  const slowed = (): readonly Member[] => members.filter(({ target, demand }) => target < demand.framesPerS * 0.99);
  const sumOf = (part: (member: Member) => number): number => members.reduce((sum, member) => sum + part(member), 0);

  function tell(): void {
    const names = slowed().map(
      ({ device, target, demand }) => `${device} ${target.toFixed(1)} of ${demand.framesPerS}`,
    );
    said(`The box is full: judged are fewer frames a second (${names.join(', ')}).`);
  }

  return {
    isFull: () => isFull,
    figures: () => ({
      wanted: sumOf(({ demand }) => demand.framesPerS),
      allotted: sumOf(({ target }) => target),
      slowed: slowed().length,
      thinned: sumOf(({ thinned }) => thinned),
    }),
    lane: (device, demand, dropped) => {
      const member: Member = {
        ...{ device, demand, dropped, target: demand.framesPerS, dueMs: 0 },
        ...{ judged: 0, judgedBefore: 0, droppedBefore: 0, thinned: 0 },
      };
      members.push(member);
      return {
        isDue: (ms) => {
          const stepMs = 1000 / member.target;
          // With the pace that was asked for, every frame of the decoder is due.
          if (member.target < demand.framesPerS && ms < member.dueMs - EARLY * stepMs) {
            member.thinned += 1;
            return false;
          }
          // On time, the next is due a step later; after a gap, a step from now.
          member.dueMs = (ms < member.dueMs + stepMs ? member.dueMs : ms) + stepMs;
          member.judged += 1;
          return true;
        },
        target: () => member.target,
        thinned: () => member.thinned,
      };
    },
    settle: () => {
      let [dropped, judged] = [0, 0];
      for (const member of members) {
        dropped += member.dropped() - member.droppedBefore;
        judged += member.judged - member.judgedBefore;
        member.droppedBefore = member.dropped();
        member.judgedBefore = member.judged;
      }
      const all = sumOf(({ demand }) => demand.framesPerS);
      const managed = (judged * 1000) / SETTLE_EVERY_MS;
      const before = Math.min(all, budget);
      budget =
        dropped > 0
          ? Math.max(Math.min(before, managed) * BACK_OFF, before * BACK_OFF_MAX)
          : Math.min(all, before + all * GROWTH);
      const targets = allot(
        members.map(({ demand }) => demand),
        budget,
      );
      members.forEach((member, at) => {
        member.target = targets[at] ?? member.demand.framesPerS;
      });
      const wasFull = isFull;
      isFull = budget < all;
      if (isFull && !wasFull) tell();
      if (wasFull && !isFull) said('The box has room again: all cameras are judged at their own pace.');
    },
  };
}
