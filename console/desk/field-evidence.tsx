/**
 * What teams handed in from the place: who and when. The picture or the note itself comes when somebody asks for it,
 * because that is a row of the audit trail.
 */
import type { Evidence, Incident } from '@chengyun/contracts';
import { formatClock } from '../state/format.ts';
import { VoicePlayer } from '../ui/voice-player.tsx';
import type { DeskServer } from './desk-server.ts';
import { useBytes } from './use-bytes.ts';
import { sayDesk } from './words/say-desk.ts';

export interface FieldEvidenceProps {
  readonly server: DeskServer;
  readonly incident: Incident;
  readonly nameOf: (account: string) => string;
}

export function FieldEvidence({ server, incident, nameOf }: FieldEvidenceProps) {
  if (incident.evidence.length === 0) return null;
  return (
    <ul class="field-evidence" data-evidence tabIndex={-1} aria-label={sayDesk('incident.evidence')}>
      {incident.evidence.map((evidence) => (
        <EvidenceRow key={`${evidence.at}-${evidence.blob}`} {...{ server, evidence, nameOf }} />
      ))}
    </ul>
  );
}

interface EvidenceRowProps extends Pick<FieldEvidenceProps, 'server' | 'nameOf'> {
  readonly evidence: Evidence;
}

function EvidenceRow({ server, evidence, nameOf }: EvidenceRowProps) {
  const { at, by, media, blob } = evidence;
  const { url, said, ask } = useBytes(server, `/api/field-evidence/${blob}`);
  const name = `${sayDesk(`incident.${media}`)} · ${nameOf(by)} · ${formatClock(at)}`;
  return (
    <li>
      <span>
        <span class="number mid">{formatClock(at)}</span> {sayDesk(`incident.${media}`)}{' '}
        <span class="mid">{nameOf(by)}</span>
      </span>
      {!url && (
        <button type="button" aria-label={`${sayDesk(`incident.${media}Ask`)} · ${name}`} onClick={ask}>
          {sayDesk(`incident.${media}Ask`)}
        </button>
      )}
      {said !== '' && <span role="status">{said}</span>}
      {url && (media === 'photo' ? <img src={url} alt={name} /> : <VoicePlayer url={url} name={name} />)}
    </li>
  );
}
