/**
 * Keeps the suggestion list beside the chosen alarm. Who is free changes with the live state at once; how far each one
 * is, and whether it does such work, comes from the server, because the positions of teams never leave it. While a team
 * is under way to it, the server is asked again now and then.
 */
import { computed, effect } from '@preact/signals';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';

const UNDER_WAY_EVERY_MS = 20_000;

export function followOfficers(surface: Surface, model: DeskModel): () => void {
  let asked = 0;
  let rankedFor: string | null = null;
  const ask = (alarm: string): void => {
    const turn = ++asked;
    void surface.officersFor(alarm).then((ranked) => {
      if (turn !== asked || ranked.length === 0) return;
      rankedFor = alarm;
      model.officers.value = ranked;
    });
  };
  // Of a group its first alarm; looked at only when another row is chosen, not whenever its value moves.
  const chosenAlarm = () => (model.chosenId.value === null ? null : (model.chosen.peek()?.id ?? null));
  const stopRanking = effect(() => {
    const team = surface.live.officers.value;
    const alarm = chosenAlarm();
    // How far a team is from another alarm says nothing about this one; who is not ranked does not work there.
    const isRanked = alarm !== null && alarm === rankedFor;
    const known = new Map((isRanked ? model.officers.peek() : []).map((officer) => [officer.id, officer]));
    model.officers.value = team.flatMap((officer) => {
      const before = known.get(officer.id);
      if (isRanked && !before) return [];
      const { distanceM = null, distanceBy = null, placeAt = null, isSkilled = null } = before ?? {};
      return [{ ...officer, distanceM, distanceBy, placeAt, isSkilled }];
    });
    if (alarm !== null) ask(alarm);
  });
  const underWay = computed(() => {
    const alarm = chosenAlarm();
    const tasks = alarm === null ? [] : (surface.live.incidentByAlarm.value.get(alarm)?.tasks ?? []);
    return tasks.some(({ state }) => state === 'accepted') ? alarm : null;
  });
  const stopFollowing = effect(() => {
    const alarm = underWay.value;
    if (alarm === null) return;
    const timer = setInterval(() => ask(alarm), UNDER_WAY_EVERY_MS);
    return () => clearInterval(timer);
  });
  return () => {
    stopRanking();
    stopFollowing();
  };
}
