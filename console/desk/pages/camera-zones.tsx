/**
 * One camera: its still, what is drawn on it and whether the camera works with it. Nothing is shown and nothing is sent
 * without a reason; the camera itself says what is in force.
 */
import type { CameraShapes, InForce, CameraZones as Zones } from '@chengyun/contracts';
import { useEffect, useState } from 'preact/hooks';
import { formatClock } from '../../state/format.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { CameraReadings } from './camera-readings.tsx';
import { verdictOf } from './config-verdict.ts';
import { StillLine } from './still-line.tsx';
import { useStill } from './use-still.ts';
import { sayPage } from './words/say-page.ts';
import { ZoneCanvas } from './zone-canvas.tsx';
import { chosenOf, cornersOf, type Draft, type DrawnShape, draftFrom, EMPTY_DRAFT, shapesFrom } from './zone-draft.ts';
import { faultOf } from './zone-faults.ts';
import { ZoneForm } from './zone-form.tsx';
import { nameOf } from './zone-words.ts';

const EVERY_MS = 2000;
const REASON_CHARS_MIN = 4;
const REASON_CHARS_MAX = 200;
const ASPECT_UNKNOWN = 16 / 9;

/** What was drawn and not saved, by camera: another page or an alarm in between must not cost it. */
const unsaved = new Map<string, { readonly draft: Draft; readonly base: number | null }>();

export interface CameraZonesProps extends Pick<PageProps, 'surface' | 'model' | 'server'> {
  readonly camera: string;
  readonly assets: readonly { readonly id: string; readonly name: string }[];
}

export function CameraZones({ surface, model, server, camera, assets }: CameraZonesProps) {
  const { role } = server.who;
  const mayAsk = role === 'operator' || role === 'engineer';
  const mayEdit = ({ kind }: Pick<DrawnShape, 'kind'>) => role === 'engineer' || (kind !== 'mask' && mayAsk);
  const kept = unsaved.get(camera);
  const [draft, setDraft] = useState<Draft>(kept?.draft ?? EMPTY_DRAFT);
  const [isChanged, setChanged] = useState(kept !== undefined);
  const [base, setBase] = useState<number | null>(kept?.base ?? null);
  const [inForce, setInForce] = useState<InForce | null>(null);
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState('');
  const { still, ask } = useStill(server, {
    ...{
      key: camera,
      askAt: `/api/cameras/${camera}/still`,
      readAt: (id) => `/api/stills/${id}`,
      onInForce: setInForce,
    },
  });
  const zones = useAnswer<Zones>(`zones|${camera}`, () => server.get(`/api/cameras/${camera}/zones`), EVERY_MS);
  const stored = zones?.ok ? zones.value.stored : null;

  // What is there is shown until somebody draws; what the camera works with stands in for what was never saved.
  useEffect(() => {
    if (isChanged || zones === null || !zones.ok) return;
    const shapes: CameraShapes | null = stored?.config ?? inForce;
    setBase(stored?.config.version ?? 0);
    if (!shapes) return;
    const read = draftFrom(shapes);
    setDraft((now) => ({ ...read, ...keptChoice(now, read.shapes) }));
  }, [zones?.ok, stored?.config.version, inForce]);

  const draw = (next: Draft): void => {
    const isDrawn = isChanged || next.shapes !== draft.shapes;
    if (isDrawn) unsaved.set(camera, { draft: next, base });
    setChanged(isDrawn);
    setDraft(next);
  };
  const save = async (): Promise<void> => {
    const body = { reason: reason.trim(), base: base ?? 0, inForce: inForce?.version ?? 0, shapes: shapesFrom(draft) };
    const answer = await server.post<{ version: number }>(`/api/cameras/${camera}/zones`, body);
    setSaid(answer.ok ? sayPage('zones.saved', { version: answer.value.version }) : answer.message);
    if (!answer.ok) return;
    unsaved.delete(camera);
    setBase(answer.value.version);
    setChanged(false);
  };
  const startAgain = (): void => {
    unsaved.delete(camera);
    setChanged(false);
    setSaid('');
    setBase(stored?.config.version ?? 0);
    setDraft(stored || inForce ? draftFrom(stored?.config ?? inForce!) : EMPTY_DRAFT);
  };

  const hasReason = reason.trim().length >= REASON_CHARS_MIN;
  const isUsable =
    draft.shapes.some(({ kind }) => kind === 'zone') && draft.shapes.every((shape) => faultOf(shape, draft) === null);
  const aspect = still.state === 'here' ? still.aspect : ASPECT_UNKNOWN;
  return (
    <>
      <div class="zones-picture">
        <form
          class="zones-bar"
          onSubmit={(event) => {
            event.preventDefault();
            ask(reason.trim());
          }}
        >
          <input
            aria-label={sayPage('zones.reason')}
            placeholder={sayPage('zones.reason')}
            value={reason}
            maxLength={REASON_CHARS_MAX}
            disabled={!mayAsk}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <button type="submit" disabled={!mayAsk || !hasReason || still.state === 'waiting'}>
            {sayPage('zones.ask')}
          </button>
          <StillLine still={still} />
        </form>
        <div class="zones-frame">
          <ZoneCanvas
            {...{ draft, mayEdit, aspect }}
            onDraft={draw}
            picture={still.state === 'here' ? still.picture : null}
          />
        </div>
        <p class="zones-corner number" id="zone-corner" role="status">
          {cornerLine(draft)}
        </p>
        <p class="zones-hint mid" id="zone-keys">
          {sayPage('zones.keys')}
        </p>
        <CameraReadings {...{ surface, model, server, assets }} />
      </div>
      <div class="zones-side">
        <ZoneForm {...{ draft, mayEdit, assets }} onDraft={draw} />
        <section class="pane">
          <h3 class="pane-title">
            <span>{sayPage('zones.inForce')}</span>
          </h3>
          <p>
            {verdictOf(
              'zones',
              zones?.ok ? zones.value : null,
              sayPage(inForce ? 'zones.ownFile' : 'zones.neverSaved'),
            )}
          </p>
          {stored && (
            <p class="mid">
              {sayPage('zones.savedBy', { author: stored.author, at: formatClock(stored.atMs, false) })} ·{' '}
              {stored.reason}
            </p>
          )}
          <p class="zone-add">
            <button
              type="button"
              disabled={!mayAsk || !isChanged || !hasReason || !isUsable}
              onClick={() => void save()}
            >
              {sayPage('zones.save')}
            </button>
            <button type="button" disabled={!isChanged} onClick={startAgain}>
              {sayPage('zones.discard')}
            </button>
          </p>
          <p role="status">{isChanged ? missingOf(hasReason, isUsable) : said}</p>
          {isChanged && said !== '' && <p>{said}</p>}
        </section>
      </div>
    </>
  );
}

function missingOf(hasReason: boolean, isUsable: boolean): string {
  if (!isUsable) return sayPage('zones.notUsable');
  return sayPage(hasReason ? 'zones.changed' : 'zones.needsReason');
}

/** The same shape stays chosen when what is there is read again. */
function keptChoice({ chosenId, corner }: Draft, shapes: readonly DrawnShape[]): Partial<Draft> {
  const shape = shapes.find(({ id }) => id === chosenId);
  return shape ? { chosenId, corner: Math.min(corner, cornersOf(shape).length - 1) } : {};
}

function cornerLine(draft: Draft): string {
  const chosen = chosenOf(draft);
  const corners = chosen ? cornersOf(chosen) : [];
  const corner = corners[draft.corner];
  if (!chosen || !corner) return '';
  const [x, y] = corner.map((share) => (share * 100).toFixed(1));
  const place = { n: draft.corner + 1, all: corners.length, x: x ?? '', y: y ?? '' };
  return `${nameOf(chosen)} · ${sayPage('zones.corner', place)}`;
}
