/** A still of a camera: asked for with a reason, waited for, shown until it expires and then dropped from memory. */
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

/** `onInForce` is told what the camera works with, once a still. */
export function useStill(server: DeskServer, camera: string, onInForce: (inForce: InForce) => void): StillHook {
  const [still, setStill] = useState<Still>({ state: 'none' });
  const [id, setId] = useState<string | null>(null);
  const [endsAtMs, setEndsAtMs] = useState<number | null>(null);

  useEffect(() => {
    setStill({ state: 'none' });
    setId(null);
    setEndsAtMs(null);
  }, [camera]);

  useEffect(() => {
    if (id === null) return;
    let wanted = true;
    const timer = setInterval(async () => {
      const answer = await server.get<StillState>(`/api/stills/${id}`);
      if (!wanted || (answer.ok && answer.value.state === 'waiting')) return;
      wanted = false;
      setId(null);
      if (!answer.ok) setStill({ state: 'refused', message: answer.message });
      else if (answer.value.state === 'refused') setStill(answer.value);
      else if (answer.value.state === 'here') {
        const { jpeg, width, height, takenAtMs, expiresAtMs, nowMs, inForce } = answer.value;
        const leftMs = expiresAtMs - nowMs;
        setEndsAtMs(browserClock.monotonicMs() + leftMs);
        const picture = `data:image/jpeg;base64,${jpeg}`;
        setStill({ state: 'here', picture, aspect: width / height, takenAtMs, leftMs });
        if (inForce) onInForce(inForce);
      }
    }, ASK_EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
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
    void server.post<{ id: string }>(`/api/cameras/${camera}/still`, { reason }).then((answer) => {
      if (answer.ok) setId(answer.value.id);
      else setStill({ state: 'refused', message: answer.message });
    });
  };
  return { still, ask };
}
