/**
 * Which detector one camera judges with, set from the desk. It goes with the camera's zones, so these are drawn first;
 * the camera opens the model, tries it on itself and says why when it stays with the one before.
 */
import type { CameraZones, DeviceLine } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import type { DeskServer } from '../desk-server.ts';
import { useAnswer } from '../use-answer.ts';
import { ToldPane } from './told-pane.tsx';
import { sayPage } from './words/say-page.ts';

const EVERY_MS = 2000;
const MODEL_ID = /^[a-z0-9][a-z0-9-]{0,47}$/;
/** Trained here or named by a manifest; others may be typed. */
const OFFERED = ['city-nano', 'yolox-nano'];

interface Typed {
  readonly version: number | undefined;
  readonly model: string;
}

export interface CameraModelPaneProps {
  readonly server: DeskServer;
  readonly device: DeviceLine;
  readonly onClose: () => void;
}

export function CameraModelPane({ server, device, onClose }: CameraModelPaneProps) {
  const path = `/api/cameras/${device.id}/zones`;
  const answer = useAnswer<CameraZones>(`model|${device.id}`, () => server.get(path), EVERY_MS);
  const told = answer?.ok ? answer.value : null;
  const config = told?.stored?.config ?? null;
  const [typed, setTyped] = useState<Typed | null>(null);
  // What was typed for a version is forgotten with it.
  const model = (typed?.version === config?.version ? typed?.model : null) ?? config?.model ?? '';
  const mayEdit = server.who.role === 'engineer';

  const save = async (reason: string) => {
    if (config === null) return { ok: false, message: sayPage('model.zonesFirst') } as const;
    const { version: base, zones, masks, lines, ground } = config;
    const shapes = { zones, masks, ...(lines ? { lines } : {}), ...(ground ? { ground } : {}) };
    const body = { reason, base, inForce: base, shapes, model: model === '' ? null : model };
    return server.post<{ version: number }>(path, body);
  };
  return (
    <ToldPane
      {...{ device: device.id, room: 'zones', told, mayEdit, onClose }}
      trouble={answer?.ok === false ? answer.message : null}
      never={sayPage('zones.neverSaved')}
      hint={sayPage('model.hint')}
      isChanged={model !== (config?.model ?? '')}
      fault={faultOf(model, config !== null)}
      onSave={save}
      onDiscard={() => setTyped(null)}
    >
      {told !== null && config === null && <p>{sayPage('model.zonesFirst')}</p>}
      <fieldset class="settings-model" disabled={!mayEdit || config === null}>
        <label>
          <span class="mid">{sayPage('model.detector')}</span>
          <input
            list="models-offered"
            maxLength={48}
            value={model}
            placeholder={sayPage('settings.asFile')}
            onInput={({ currentTarget }) => setTyped({ version: config?.version, model: currentTarget.value.trim() })}
          />
        </label>
        <datalist id="models-offered">
          {OFFERED.map((id) => (
            <option key={id} value={id} />
          ))}
        </datalist>
      </fieldset>
    </ToldPane>
  );
}

function faultOf(model: string, hasZones: boolean): string | null {
  if (!hasZones) return sayPage('model.zonesFirst');
  return model === '' || MODEL_ID.test(model) ? null : sayPage('model.faulty');
}
