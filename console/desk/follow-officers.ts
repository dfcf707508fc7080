/**
 * Keeps the suggestion list beside the chosen alarm. Who is free changes with the live state at once; how far each one
 * is comes from the server, because the positions of teams never leave it.
 */
import { effect } from '@preact/signals';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';

export function followOfficers(surface: Surface, model: DeskModel): () => void {
  let asked = 0;
  let rankedFor: string | null = null;
  return effect(() => {
    const team = surface.live.officers.value;
    const alarm = model.chosenId.value;
    // How far a team is from another alarm says nothing about this one.
    const before = alarm === rankedFor ? model.officers.peek() : [];
    const known = new Map(before.map((officer) => [officer.id, officer.distanceM]));
    model.officers.value = team.map((o) => ({ ...o, distanceM: o.distanceM ?? known.get(o.id) ?? null }));
    if (alarm === null) return;
    const turn = ++asked;
    void surface.officersFor(alarm).then((ranked) => {
      if (turn !== asked || ranked.length === 0) return;
      rankedFor = alarm;
      model.officers.value = ranked;
    });
  });
}
