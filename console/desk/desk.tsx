/** The desk: the list on the left, the map and who to send in the middle, the reasons on the right, keys at the foot. */
import type { AlarmView } from '@chengyun/contracts';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { createScene } from '../scene/index.ts';
import type { HomeView, Scene } from '../scene/types.ts';
import { CityCanvas } from '../ui/city-canvas.tsx';
import type { Surface } from '../ui/surface.ts';
import { theme } from '../ui/theme.ts';
import { ActionBar } from './action-bar.tsx';
import { DeskHeader } from './desk-header.tsx';
import { DeskList } from './desk-list.tsx';
import { createDeskModel } from './desk-model.ts';
import { createDeskVerbs } from './desk-verbs.ts';
import { DetailHead } from './detail-head.tsx';
import { DispatchList } from './dispatch-list.tsx';
import { followOfficers } from './follow-officers.ts';
import { HelpSheet } from './help-sheet.tsx';
import { Notes } from './notes.tsx';
import { WhyPanel } from './why-panel.tsx';

export interface DeskProps {
  readonly surface: Surface;
  readonly seat: string;
  readonly home: HomeView;
  readonly buildings: number;
  readonly clock: { readonly nowMs: () => number; readonly monotonicMs: () => number };
  readonly onSignOut: () => void;
  readonly onScene?: (scene: Scene | null) => void;
}

/** From how far a chosen alarm is looked at, metres. */
const LOOK_FROM_M = 3200;

export function Desk({ surface, seat, home, buildings, clock, onSignOut, onScene }: DeskProps) {
  const scene = useRef<Scene | null>(null);
  const model = useMemo(() => createDeskModel(surface.live), [surface]);
  const verbs = useMemo(
    () =>
      createDeskVerbs({
        surface,
        model,
        clock,
        showMap: (shown) => lookAt(scene.current, shown),
      }),
    [surface, model],
  );
  useEffect(() => followOfficers(surface, model), [surface, model]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement;
      if (typing && model.mode.peek() !== 'text') return;
      if (verbs.onKey(event)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [verbs]);

  // The worst one is chosen once, when the first rows are there; after that only a person chooses.
  const empty = model.rows.value.length === 0;
  useEffect(() => {
    if (!empty && model.chosenId.peek() === null) model.step(1);
  }, [empty]);

  const alarm = model.chosen.value;
  useEffect(() => {
    if (alarm) lookAt(scene.current, alarm);
    else void scene.current?.home();
  }, [alarm?.id]);

  const incident = alarm ? surface.live.incidentByAlarm.value.get(alarm.id) : undefined;
  void surface.nowMs.value;
  return (
    <main
      class="desk"
      data-kind={surface.live.timeline.value?.kind ?? 'none'}
      data-link={surface.live.connection.value}
    >
      <DeskHeader surface={surface} seat={seat} onSignOut={onSignOut} />
      <DeskList surface={surface} model={model} />
      <div class="desk-middle">
        <DetailHead surface={surface} alarm={alarm} />
        <CityCanvas
          surface={surface}
          theme={theme.value}
          makeScene={(options) => createScene({ ...options, home, buildings })}
          onPick={model.choose}
          onScene={(made) => {
            scene.current = made;
            const chosen = model.chosen.peek();
            if (chosen) lookAt(made, chosen);
            onScene?.(made);
          }}
        >
          <p class="credits">{surface.basemap.value?.credits.join(' ')}</p>
        </CityCanvas>
        <div class="desk-below">
          <DispatchList model={model} incident={incident} onSend={verbs.dispatchTo} />
          <Notes surface={surface} model={model} alarm={alarm} incident={incident} onCommit={verbs.commitText} />
        </div>
      </div>
      <WhyPanel surface={surface} alarm={alarm} incident={incident} wallMs={clock.nowMs()} />
      <ActionBar model={model} verbs={verbs} />
      {model.helpOpen.value && (
        <HelpSheet
          onClose={() => {
            model.helpOpen.value = false;
          }}
        />
      )}
      <div class="timeline-frame" aria-hidden="true" />
    </main>
  );
}

function lookAt(scene: Scene | null, { lonDeg, latDeg, radiusM }: AlarmView): void {
  void scene?.flyTo({ lonDeg, latDeg, rangeM: Math.max(LOOK_FROM_M, radiusM * 5) });
}
