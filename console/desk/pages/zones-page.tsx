/**
 * Zones and masks of cameras, drawn on a still that nobody can be known in: which camera, then its picture and shapes.
 */
import type { CameraList } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { CameraZones } from './camera-zones.tsx';
import { sayPage } from './words/say-page.ts';
import './zones.css';

const EVERY_MS = 5000;

export function ZonesPage({ surface, model, server }: PageProps) {
  const { live } = surface;
  const timeline = live.timeline.value?.id ?? '';
  const [chosenCamera, chooseCamera] = useState<string | null>(null);
  const listed = useAnswer<CameraList>(`cameras|${timeline}`, () => server.get('/api/cameras', { timeline }), EVERY_MS);
  const cameras = listed?.ok ? listed.value.cameras : [];
  const camera = cameras.find(({ id }) => id === chosenCamera) ?? cameras[0] ?? null;
  const placeOf = (id: string) => {
    const asset = live.assets.value.get(id);
    return asset ? sayText(asset.name) : id;
  };
  return (
    <div class="zones">
      <nav class="zones-cameras" aria-label={sayPage('zones.cameras')}>
        {listed?.ok === false && <p class="page-note mid">{listed.message}</p>}
        {listed?.ok && cameras.length === 0 && <p class="page-note mid">{sayPage('zones.noCameras')}</p>}
        <ul>
          {cameras.map(({ id, assets, isOnline }) => (
            <li key={id}>
              <button type="button" aria-pressed={id === camera?.id} onClick={() => chooseCamera(id)}>
                <span>{placeOf(assets.at(-1) ?? id)}</span>
                <span class="mid">
                  {id} · {sayPage(isOnline ? 'station.online' : 'station.offline')}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {camera && (
        <CameraZones
          key={camera.id}
          {...{ surface, model, server }}
          camera={camera.id}
          assets={camera.assets.map((id) => ({ id, name: placeOf(id) }))}
        />
      )}
    </div>
  );
}
