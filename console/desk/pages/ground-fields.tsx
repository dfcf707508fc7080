/** Where each of the four ground points lies, in metres: along and away from the camera, or any two axes at a right angle. */
import { GROUND_METRES_MAX } from '@chengyun/contracts/ground-map.ts';
import type { Corner } from '@chengyun/contracts/polygon.ts';
import { useState } from 'preact/hooks';
import { sayPage } from './words/say-page.ts';
import { placeMetres } from './zone-draft.ts';
import type { ShapeFieldsProps } from './zone-fields.tsx';

const AXES = ['across', 'away'] as const;

export function GroundFields({ draft, onDraft, shape }: ShapeFieldsProps) {
  return (
    <>
      <p class="mid">{sayPage('zones.ground.how')}</p>
      <table class="ground-points">
        <thead>
          <tr class="mid">
            <th scope="col">{sayPage('zones.ground.point')}</th>
            {AXES.map((axis) => (
              <th key={axis} scope="col">
                {sayPage(`zones.ground.${axis}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shape.metres.map((point, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {AXES.map((axis, part) => (
                <td key={axis}>
                  <MetreInput
                    name={`${sayPage('zones.ground.point')} ${index + 1}, ${sayPage(`zones.ground.${axis}`)}`}
                    metres={point[part] ?? Number.NaN}
                    onMetres={(typed) =>
                      onDraft(placeMetres(draft, index, point.with(part, typed) as unknown as Corner))
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface MetreInputProps {
  readonly name: string;
  /** NaN while nothing is typed. */
  readonly metres: number;
  readonly onMetres: (metres: number) => void;
}

/** Keeps what was typed, as `12.` on the way to `12.5`, until the number comes from elsewhere. */
function MetreInput({ name, metres, onMetres }: MetreInputProps) {
  const [text, setText] = useState('');
  const typed = text === '' ? Number.NaN : Number(text);
  return (
    <input
      type="number"
      step={0.1}
      min={-GROUND_METRES_MAX}
      max={GROUND_METRES_MAX}
      aria-label={name}
      value={Object.is(typed, metres) || Number.isNaN(metres) ? text : String(metres)}
      onInput={(event) => {
        setText(event.currentTarget.value);
        onMetres(event.currentTarget.valueAsNumber);
      }}
    />
  );
}
