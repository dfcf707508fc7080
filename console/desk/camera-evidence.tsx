/**
 * A picture for an open incident: which camera, why, and then what it saw, with people and vehicles made unknowable on
 * the camera itself. Asking and seeing are rows of the audit trail; the picture is gone after ten minutes.
 */
import type { CameraList, Incident } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskServer } from './desk-server.ts';
import { StillLine } from './pages/still-line.tsx';
import { useStill } from './pages/use-still.ts';
import { useAnswer } from './use-answer.ts';
import { sayDesk } from './words/say-desk.ts';

export interface CameraEvidenceProps {
  readonly surface: Surface;
  readonly server: DeskServer;
  readonly incident: Incident;
}

const REASON_LETTERS_MIN = 4;

export function CameraEvidence({ surface, server, incident }: CameraEvidenceProps) {
  const { live } = surface;
  const timeline = live.timeline.value?.id ?? '';
  const listed = useAnswer<CameraList>(`cameras|${timeline}`, () => server.get('/api/cameras', { timeline }));
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  // Those that look at the place of the incident come first.
  const cameras = (listed?.ok ? [...listed.value.cameras] : []).sort(
    (a, b) => Number(b.assets.includes(incident.asset)) - Number(a.assets.includes(incident.asset)),
  );
  const camera = cameras.find(({ id }) => id === chosen)?.id ?? cameras[0]?.id ?? '';
  const { still, ask } = useStill(server, {
    key: `${incident.id}|${camera}`,
    askAt: `/api/incidents/${incident.id}/evidence`,
    about: { timeline, camera },
    readAt: (id) => `/api/evidence/${id}`,
  });
  const { role } = server.who;
  if (cameras.length === 0 || incident.state === 'closed' || (role !== 'operator' && role !== 'dispatcher'))
    return null;
  const nameOf = (assets: readonly string[], id: string) => {
    const asset = live.assets.value.get(assets[0] ?? '');
    return asset ? `${sayText(asset.name)} · ${id}` : id;
  };
  const isReady = reason.trim().length >= REASON_LETTERS_MIN && still.state !== 'waiting';
  return (
    <section class="pane camera-evidence" data-evidence tabIndex={-1}>
      <h3 class="pane-title">
        <span>{sayDesk('evidence.title')}</span>
        <span class="mid clip">{sayDesk('evidence.rule')}</span>
      </h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) ask(reason.trim());
        }}
      >
        <select
          aria-label={sayDesk('evidence.camera')}
          value={camera}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          {cameras.map(({ id, assets }) => (
            <option key={id} value={id}>
              {nameOf(assets, id)}
            </option>
          ))}
        </select>
        <input
          type="text"
          aria-label={sayDesk('evidence.reason')}
          placeholder={sayDesk('evidence.reason')}
          maxLength={200}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <button type="submit" disabled={!isReady}>
          {sayDesk('evidence.ask')}
        </button>
      </form>
      {still.state === 'here' && (
        <figure data-masked="true">
          <img src={still.picture} alt={sayDesk('evidence.picture')} style={{ aspectRatio: still.aspect }} />
          <figcaption class="mask-badge">{sayDesk('evidence.masked')}</figcaption>
        </figure>
      )}
      {still.state !== 'none' && <StillLine still={still} />}
    </section>
  );
}
