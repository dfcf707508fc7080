/**
 * Keeps the suggestion list beside the chosen alarm. Who is free changes with the live state at once; how far each one
 * is, and whether it does such work, comes from the server, because the positions of teams never leave it.
 */
import { effect } from '@preact/signals';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';

export function followOfficers(surface: Surface, model: DeskModel): () => void {
  let asked = 0;
  let rankedFor: string | null = null;
  return effect(() => {
    const team = surface.live.officers.value;
    // Of a group its first alarm; looked at only when another row is chosen, not whenever its value moves.
    const alarm = model.chosenId.value === null ? null : (model.chosen.peek()?.id ?? null);
    // How far a team is from another alarm says nothing about this one.
    const before = alarm === rankedFor ? model.officers.peek() : [];
    const known = new Map(before.map((officer) => [officer.id, officer]));
    model.officers.value = team.map((officer) => {
      const { distanceM = null, isSkilled = null } = known.get(officer.id) ?? {};
      return { ...officer, distanceM, isSkilled };
    });
    if (alarm === null) return;
    const turn = ++asked;
    void surface.officersFor(alarm).then((ranked) => {
      if (turn !== asked || ranked.length === 0) return;
      rankedFor = alarm;
      model.officers.value = ranked;
    });
  });
}
