/**
 * Facts on their way from this device to the server. Every fact gets the next number of this outbox's epoch before it
 * is stored, and leaves in that order, one at a time; a repeated delivery is harmless because the server knows (actor,
 * epoch, seq). What the server refuses for good is set aside with its reason, so that it never blocks what follows.
 */
import type { FactBody, FactRequest } from '@chengyun/contracts';
import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { FactAnswer } from './wire.ts';

/** Where facts survive a reload; the field keeps them in IndexedDB, tests in memory. */
export interface OutboxStorage {
  /** All that was put and not removed, in any order. */
  load(): Promise<{ readonly epoch: string | null; readonly lastSeq: number; readonly facts: readonly FactRequest[] }>;
  putEpoch(epoch: string): Promise<void>;
  /** Stores the fact and raises lastSeq to its seq in one step. */
  put(fact: FactRequest): Promise<void>;
  remove(seq: number): Promise<void>;
}

export interface RefusedFact {
  readonly fact: FactRequest;
  readonly code: string;
  readonly message: string;
}

export interface Outbox {
  /** Reads what an earlier page left behind; every other call waits for it. */
  open(): Promise<void>;
  /** Stored when the promise resolves, with the id that the fact will have; delivery follows by itself. */
  add(actor: string, timeline: string, body: FactBody): Promise<string>;
  /** Tries to deliver all; resolves when empty or when a delivery failed. Called on reconnection and on a timer. */
  flush(): Promise<void>;
  readonly waiting: ReadonlySignal<readonly FactRequest[]>;
  readonly refused: ReadonlySignal<readonly RefusedFact[]>;
}

export interface OutboxDeps {
  readonly storage: OutboxStorage;
  readonly deliver: (fact: FactRequest) => Promise<FactAnswer>;
  readonly clock: { readonly nowMs: () => number };
  /** 16 random hex digits. */
  readonly newEpoch: () => string;
}

/** More than this many undelivered facts are not taken; a person does not produce so many. */
export const OUTBOX_FACTS_MAX = 500;
const REFUSED_KEPT_MAX = 20;

export function createOutbox({ storage, deliver, clock, newEpoch }: OutboxDeps): Outbox {
  const waiting = signal<readonly FactRequest[]>([]);
  const refused = signal<readonly RefusedFact[]>([]);
  let epoch = '';
  let lastSeq = 0;
  let opening: Promise<void> | null = null;
  let flushing: Promise<void> | null = null;
  let adding: Promise<unknown> = Promise.resolve();

  async function load(): Promise<void> {
    const kept = await storage.load();
    epoch = kept.epoch ?? newEpoch();
    if (kept.epoch === null) await storage.putEpoch(epoch);
    lastSeq = kept.lastSeq;
    waiting.value = [...kept.facts].sort((a, b) => a.seq - b.seq);
  }

  async function store(actor: string, timeline: string, body: FactBody): Promise<string> {
    await open();
    if (waiting.peek().length >= OUTBOX_FACTS_MAX) throw new Error('Too many actions are waiting to be sent.');
    const fact: FactRequest = { timeline, epoch, seq: lastSeq + 1, at: clock.nowMs(), body };
    await storage.put(fact);
    lastSeq = fact.seq;
    waiting.value = [...waiting.peek(), fact];
    return `${actor}/${epoch}/${fact.seq}`;
  }

  async function drain(): Promise<void> {
    await open();
    for (let next = waiting.peek()[0]; next !== undefined; next = waiting.peek()[0]) {
      const fact = next;
      const answer = await deliver(fact).catch((): null => null);
      if (answer === null || (!answer.ok && answer.retryable)) return;
      if (!answer.ok) {
        const entry = { fact, code: answer.code, message: answer.message };
        refused.value = [...refused.peek(), entry].slice(-REFUSED_KEPT_MAX);
      }
      await storage.remove(fact.seq);
      waiting.value = waiting.peek().filter((kept) => kept.seq !== fact.seq);
    }
  }

  function open(): Promise<void> {
    opening ??= load();
    return opening;
  }

  function flush(): Promise<void> {
    flushing ??= drain().finally(() => {
      flushing = null;
    });
    return flushing;
  }

  return {
    open,
    flush,
    waiting,
    refused,
    async add(actor, timeline, body) {
      const stored = adding.then(() => store(actor, timeline, body));
      adding = stored.catch(() => undefined);
      const id = await stored;
      void flush();
      return id;
    },
  };
}

/** An outbox storage that forgets at reload: for desks, where every action happens online, and for tests. */
export function createMemoryOutboxStorage(): OutboxStorage {
  const facts = new Map<number, FactRequest>();
  let epoch: string | null = null;
  let lastSeq = 0;
  return {
    load: async () => ({ epoch, lastSeq, facts: [...facts.values()] }),
    putEpoch: async (value) => {
      epoch = value;
    },
    put: async (fact) => {
      facts.set(fact.seq, fact);
      lastSeq = fact.seq;
    },
    remove: async (seq) => {
      facts.delete(seq);
    },
  };
}
