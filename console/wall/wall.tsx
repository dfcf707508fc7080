/**
 * The wall: answers what is abnormal in three seconds and why in ten. Columns alarms, city, vitals; the strip below.
 * Read-only by default; everything it can do is on the keyboard (see wall-keys.ts).
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createScene } from '../scene/index.ts';
import type { HomeView, Scene } from '../scene/types.ts';
import type { ThemeName } from '../state/tokens.ts';
import { createTravelSteps } from '../state/travel-steps.ts';
import { isActive } from '../ui/alarm-look.ts';
import { CityCanvas } from '../ui/city-canvas.tsx';
import { browserClock } from '../ui/clock.ts';
import { LayerLegend } from '../ui/layer-legend.tsx';
import { CHART_PAST_MS } from '../ui/level-chart.tsx';
import { createMapLayers } from '../ui/map-layers.ts';
import { limitOf, marksOf } from '../ui/marks.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { trendOf, trendToRule } from '../ui/trend.ts';
import { useHistory } from '../ui/use-history.ts';
import { useSize } from '../ui/use-size.ts';
import { AlarmList, capacityOf } from './alarm-list.tsx';
import { createCamera } from './camera.ts';
import { FocusCard } from './focus-card.tsx';
import { Header } from './header.tsx';
import { LinkBanner } from './link-banner.tsx';
import { LoopCard } from './loop-card.tsx';
import { PlanInset } from './plan-inset.tsx';
import { seamsOf, type WallProfile, wallMeasures, wallSeamsOf } from './profiles.ts';
import { RiskList } from './risk-list.tsx';
import type { Speaker } from './speaker.ts';
import { StripRow } from './strip-row.tsx';
import { TextTwin } from './text-twin.tsx';
import { isTourAllowed, stopAt } from './tour.ts';
import { TourLabel } from './tour-label.tsx';
import { Vitals } from './vitals.tsx';
import { listenToWallKeys } from './wall-keys.ts';
import { focusOf, wallList } from './wall-rows.ts';

export interface WallProps {
  readonly surface: Surface;
  readonly speaker: Speaker;
  readonly profile: WallProfile;
  readonly theme: ThemeName;
  readonly home: HomeView;
  readonly buildings: number;
  /** For the browser tests: the scene's counters. */
  readonly onScene?: (scene: Scene | null) => void;
}

/** The first column of the strip row, see strip.css. */
const STRIP_NAME_EM = 9.4;
const HISTORY_MS = 6 * 3_600_000;

export function Wall(props: WallProps) {
  const { surface, speaker, profile, theme, home, buildings } = props;
  const { live } = surface;
  const measures = wallMeasures(profile);
  const [rowsRef, rowsBox] = useSize<HTMLDivElement>();
  const [chosen, setChosen] = useState<string | null>(null);
  const [pinned, setPinned] = useState(false);
  const [tourFromMs, setTourFromMs] = useState<number | null>(null);
  const camera = useRef(createCamera()).current;
  const layers = useMemo(() => createMapLayers({ live, nowMs: surface.nowMs }), [surface]);

  const alarmsById = live.alarms.value;
  const alarms = useMemo(() => [...alarmsById.values()], [alarmsById]);
  const withRed = alarms.some((alarm) => alarm.level === 'red' && isActive(alarm.state));
  const capacity = capacityOf(rowsBox.heightPx, withRed, measures);
  const list = useMemo(() => wallList(alarms, capacity), [alarms, capacity]);
  const focus = focusOf(alarms, chosen);
  const points = useHistory(surface, focus, HISTORY_MS);
  const measured = trendOf(points);
  const last = points.at(-1)?.value ?? null;
  const mark = focus && last !== null ? limitOf(marksOf(focus, live.assets.value.get(focus.asset), last), last) : null;
  const trend = focus ? trendToRule(measured, focus, mark?.value ?? null, CHART_PAST_MS) : measured;

  const stop =
    tourFromMs === null ? null : stopAt(browserClock.monotonicMs() - tourFromMs, [...live.assets.value.values()]);
  useEffect(() => {
    if (tourFromMs !== null && !isTourAllowed(alarms)) setTourFromMs(null);
  });
  const toured = stop?.domain ?? null;
  // Each stop shows what its domain has on the map.
  useEffect(() => {
    if (toured === null) return;
    layers.showDomain(toured);
    return () => layers.showDomain('');
  }, [layers, toured]);
  useEffect(() => camera.follow({ alarms, chosen, pinned, stop }));
  useEffect(
    () =>
      listenToWallKeys({
        unlock: speaker.unlock,
        silence: speaker.silence,
        travel: createTravelSteps(live, surface.travel),
        layers: layers.cycle,
        pin: () => setPinned((before) => !before),
        tour: () => setTourFromMs((before) => (before === null ? browserClock.monotonicMs() : null)),
        home: () => {
          setTourFromMs(null);
          layers.showDomain('');
          setChosen(null);
          setPinned(false);
          camera.home();
        },
      }),
    [speaker, camera, layers, surface],
  );
  // What is heard is always now: a red of yesterday calls nobody, one of this minute does while yesterday is looked at.
  const replay = live.replay.value;
  useEffect(
    () => (replay ? speaker.sound(replay.live.waiting) : speaker.tick(alarms)),
    [surface.nowMs.value, live.alarms.value, replay],
  );

  const timeline = live.timeline.value;
  const { bodyPx, captionPx } = measures;
  return (
    <main
      class="wall"
      data-kind={timeline?.kind ?? 'none'}
      data-link={timeline ? live.connection.value : 'connecting'}
      data-layout={profile.layout}
      style={{
        '--b': `${bodyPx}px`,
        '--c': `${captionPx}px`,
        '--header': `${measures.headerPx}px`,
        '--strip': `${measures.stripPx}px`,
        '--list': `${measures.listPx}px`,
        '--vitals': `${measures.vitalsPx}px`,
        '--row': `${measures.rowPx}px`,
        '--red-row': `${measures.redRowPx}px`,
      }}
    >
      <Header surface={surface} speaker={speaker} />
      <AlarmList
        surface={surface}
        list={list}
        measures={measures}
        chosen={chosen}
        onChoose={setChosen}
        rowsRef={rowsRef}
      />
      <CityCanvas
        surface={surface}
        theme={theme}
        layers={layers}
        makeScene={(options) => createScene({ ...options, home, buildings, monotonicMs: browserClock.monotonicMs })}
        onPick={setChosen}
        onScene={(scene) => {
          camera.use(scene);
          props.onScene?.(scene);
        }}
      >
        <div class="plan-column">
          <PlanInset surface={surface} theme={theme} textPx={captionPx} />
          <RiskList surface={surface} />
          {focus && profile.layout === 'panels' && <LoopCard surface={surface} alarm={focus} />}
        </div>
        <LayerLegend layers={layers} language="both" />
        <LinkBanner surface={surface} />
        {focus && (
          <FocusCard
            surface={surface}
            alarm={focus}
            points={points}
            trend={trend}
            perHour={measured?.perHour ?? null}
            textPx={captionPx}
          />
        )}
        {seamsOf(profile, measures).map((leftPx) => (
          <i key={leftPx} class="seam" data-keep-out aria-hidden="true" style={{ left: `${leftPx}px` }} />
        ))}
        {pinned && <p class="pinned">{both('wall.pinned').zh}</p>}
        {stop && !pinned && <TourLabel stop={stop} />}
        <p class="credits low">{surface.basemap.value?.credits.join(' ')}</p>
      </CityCanvas>
      <Vitals surface={surface} />
      <StripRow
        surface={surface}
        focus={focus}
        points={points}
        trend={trend}
        textPx={captionPx}
        seamsPx={wallSeamsOf(profile)}
        namePx={STRIP_NAME_EM * bodyPx}
      />
      <TextTwin surface={surface} />
      <div class="timeline-frame" aria-hidden="true" />
    </main>
  );
}
