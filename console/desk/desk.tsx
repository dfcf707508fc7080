/** The desk: the list on the left, the map and who to send in the middle, the reasons on the right, keys at the foot. */
import type { AlarmView } from '@chengyun/contracts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createScene } from '../scene/index.ts';
import type { HomeView, Scene } from '../scene/types.ts';
import { CityCanvas } from '../ui/city-canvas.tsx';
import type { Pointed } from '../ui/city-pointer.ts';
import { LayerLegend } from '../ui/layer-legend.tsx';
import { createMapLayers } from '../ui/map-layers.ts';
import { language, say } from '../ui/say.ts';
import { Scrubber } from '../ui/scrubber.tsx';
import type { Surface } from '../ui/surface.ts';
import { theme } from '../ui/theme.ts';
import { ActionBar } from './action-bar.tsx';
import { createAssessments } from './assessments.ts';
import { Attention } from './attention.tsx';
import { DeskHeader } from './desk-header.tsx';
import { DeskList } from './desk-list.tsx';
import { createDeskModel } from './desk-model.ts';
import type { DeskServer } from './desk-server.ts';
import { createDeskVerbs } from './desk-verbs.ts';
import { DetailHead } from './detail-head.tsx';
import { DispatchList } from './dispatch-list.tsx';
import { followOfficers } from './follow-officers.ts';
import { HelpSheet } from './help-sheet.tsx';
import { createMapNames } from './map-facts.ts';
import { MapNameTag } from './map-name.tsx';
import { Notes } from './notes.tsx';
import { followAddress } from './page-address.ts';
import { PageHost } from './page-host.tsx';
import { Palette } from './palette.tsx';
import { WhyPanel } from './why-panel.tsx';

export interface DeskProps {
  readonly surface: Surface;
  readonly seat: string;
  readonly home: HomeView;
  readonly buildings: number;
  readonly server: DeskServer;
  readonly clock: { readonly nowMs: () => number; readonly monotonicMs: () => number };
  readonly onSignOut: () => void;
  readonly onScene?: (scene: Scene | null) => void;
}

/** From how far a chosen alarm is looked at, metres. */
const LOOK_FROM_M = 3200;

export function Desk({ surface, seat, home, buildings, server, clock, onSignOut, onScene }: DeskProps) {
  const scene = useRef<Scene | null>(null);
  const model = useMemo(() => createDeskModel(surface.live), [surface]);
  const names = useMemo(() => createMapNames(server), [server]);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const layers = useMemo(() => createMapLayers({ live: surface.live, nowMs: surface.nowMs }), [surface]);
  const assessments = useMemo(() => createAssessments(surface.live, server), [surface, server]);
  const look = (alarm: AlarmView) => lookAt(scene.current, alarm, model.isTopView.peek());
  const verbs = useMemo(() => createDeskVerbs({ surface, model, layers, clock, showMap: look }), [surface, model]);
  useEffect(() => assessments.start(), [assessments]);
  useEffect(() => followAddress(model), [model]);
  useEffect(() => followOfficers(surface, model), [surface, model]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      // The rule editor lives in a shadow root: what is typed into stands at the head of the path.
      const into = event.composedPath()[0] ?? null;
      if (isTyping(into) && !['text', 'palette'].includes(model.mode.peek())) {
        // The first Escape leaves the field, the next one the page; Ctrl+K works everywhere.
        if (event.key === 'Escape' && into instanceof HTMLElement) into.blur();
        if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      }
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
  const isTop = model.isTopView.value;
  useEffect(() => {
    // The camera moves on from under the pointer.
    setPointed(null);
    if (alarm) look(alarm);
    else if (isTop) void scene.current?.flyTo({ ...home, ...TOP });
    else void scene.current?.home();
  }, [alarm?.id, isTop]);

  const page = model.page.value;
  const incident = alarm ? surface.live.incidentByAlarm.value.get(alarm.id) : undefined;
  void surface.nowMs.value;
  return (
    <main
      class="desk"
      data-kind={surface.live.timeline.value?.kind ?? 'none'}
      data-link={surface.live.connection.value}
    >
      <DeskHeader surface={surface} seat={seat} onConfirmResponse={() => verbs.respond()} onSignOut={onSignOut} />
      <DeskList surface={surface} model={model} />
      <div class="desk-middle" hidden={page !== 'map'}>
        <DetailHead surface={surface} alarm={alarm} />
        <CityCanvas
          surface={surface}
          theme={theme.value}
          layers={layers}
          makeScene={(options) => createScene({ ...options, home, buildings })}
          onPick={model.reveal}
          onThing={(clicked) => {
            if (surface.live.assets.peek().has(clicked.thing.id)) {
              model.openStation(clicked.thing.id);
              return true;
            }
            setPointed(clicked);
            return false;
          }}
          onRest={setPointed}
          onScene={(made) => {
            scene.current = made;
            const chosen = model.chosen.peek();
            if (chosen) look(chosen);
            onScene?.(made);
          }}
        >
          <LayerLegend layers={layers} language={language.value} />
          <MapNameTag surface={surface} names={names} pointed={pointed} />
          {isTop && (
            <p class="top-view" data-keep-out>
              {say('desk.topView')}
            </p>
          )}
          <p class="credits">{surface.basemap.value?.credits.join(' ')}</p>
        </CityCanvas>
        {(surface.live.replay.value || model.isTimeOpen.value) && <Scrubber surface={surface} />}
        <div class="desk-below">
          <DispatchList model={model} incident={incident} onSend={verbs.dispatchTo} />
          <Notes surface={surface} model={model} alarm={alarm} incident={incident} onCommit={verbs.commitText} />
        </div>
      </div>
      {page === 'map' ? (
        <WhyPanel
          surface={surface}
          server={server}
          model={model}
          verbs={verbs}
          alarm={alarm}
          incident={incident}
          wallMs={clock.nowMs()}
        />
      ) : (
        <PageHost page={page} {...{ surface, model, verbs, server, assessments }} />
      )}
      <Attention surface={surface} model={model} />
      <ActionBar model={model} verbs={verbs} surface={surface} />
      {model.mode.value === 'palette' && <Palette surface={surface} model={model} layers={layers} verbs={verbs} />}
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

/** Straight down but for a hair, so that north stays up. */
const TOP = { headingDeg: 0, elevationDeg: 88 };

function lookAt(scene: Scene | null, { lonDeg, latDeg, radiusM }: AlarmView, isTop: boolean): void {
  void scene?.flyTo({ lonDeg, latDeg, rangeM: Math.max(LOOK_FROM_M, radiusM * 5), ...(isTop ? TOP : {}) });
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLInputElement);
}
