/** A picture of a camera: asked for with a reason, waited for, shown until it expires and then dropped from memory. */
import type { InForce, StillState } from '@chengyun/contracts';
import { useEffect, useState } from 'preact/hooks';
import { browserClock } from '../../ui/clock.ts';
import type { DeskServer } from '../desk-server.ts';

export type Still =
  | { readonly state: 'none' | 'waiting' | 'over' }
  | { readonly state: 'refused'; readonly message: string }
  | {
      readonly state: 'here';
      readonly picture: string;
      readonly aspect: number;
      readonly takenAtMs: number;
      readonly leftMs: number;
    };

const ASK_EVERY_MS = 400;
const TICK_MS = 1000;

export interface StillHook {
  readonly still: Still;
  readonly ask: (reason: string) => void;
}

/** Where a kind of picture is asked for and where it is found. */
export interface StillSource {
  /** Another one, and what is shown or waited for is forgotten. */
  readonly key: string;
  readonly askAt: string;
  readonly about?: Readonly<Record<string, unknown>>;
  readonly readAt: (id: string) => string;
  /** Told what the camera works with, once a picture that says it. */
  readonly onInForce?: (inForce: InForce) => void;
}

export function useStill(server: DeskServer, source: StillSource): StillHook {
  const [still, setStill] = useState<Still>({ state: 'none' });
  const [id, setId] = useState<string | null>(null);
  const [endsAtMs, setEndsAtMs] = useState<number | null>(null);

  useEffect(() => {
    setStill({ state: 'none' });
    setId(null);
    setEndsAtMs(null);
  }, [source.key]);

  useEffect(() => {
    if (id === null) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout>;
    // One question at a time: each that finds the picture is a look that is audited.
    const look = async (): Promise<void> => {
      const answer = await server.get<StillState>(source.readAt(id));
      if (!wanted) return;
      if (answer.ok && answer.value.state === 'waiting') {
        timer = setTimeout(() => void look(), ASK_EVERY_MS);
        return;
      }
      setId(null);
      if (!answer.ok) setStill({ state: 'refused', message: answer.message });
      else if (answer.value.state === 'refused') setStill(answer.value);
      else if (answer.value.state === 'here') {
        const { jpeg, width, height, takenAtMs, expiresAtMs, nowMs, inForce } = answer.value;
        const leftMs = expiresAtMs - nowMs;
        setEndsAtMs(browserClock.monotonicMs() + leftMs);
        const picture = `data:image/jpeg;base64,${jpeg}`;
        setStill({ state: 'here', picture, aspect: width / height, takenAtMs, leftMs });
        if (inForce) source.onInForce?.(inForce);
      }
    };
    timer = setTimeout(() => void look(), ASK_EVERY_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id]);

  useEffect(() => {
    if (endsAtMs === null) return;
    const timer = setInterval(() => {
      const leftMs = endsAtMs - browserClock.monotonicMs();
      if (leftMs <= 0) setEndsAtMs(null);
      setStill((now) => (now.state !== 'here' ? now : leftMs <= 0 ? { state: 'over' } : { ...now, leftMs }));
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [endsAtMs]);

  const ask = (reason: string): void => {
    setStill({ state: 'waiting' });
    setEndsAtMs(null);
    void server.post<{ id: string }>(source.askAt, { ...source.about, reason }).then((answer) => {
      if (answer.ok) setId(answer.value.id);
      else setStill({ state: 'refused', message: answer.message });
    });
  };
  return { still, ask };
}
