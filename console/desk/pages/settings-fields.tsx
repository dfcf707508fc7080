/** The numbers and points of a sensor's settings, each marked where it is out of its range. */
import { GATE_LIMIT_NAMES } from '@chengyun/contracts/sensor-limits.ts';
import {
  FIGURES,
  type Figure,
  isFigureFaulty,
  isPointFaulty,
  type PointDraft,
  type SettingsDraft,
} from './settings-draft.ts';
import { sayPage } from './words/say-page.ts';

export interface SettingsFieldsProps {
  readonly draft: SettingsDraft;
  readonly mayEdit: boolean;
  readonly placeOf: (asset: string) => string;
  readonly nameOf: (metric: string) => string;
  readonly onDraft: (draft: SettingsDraft) => void;
}

export function SettingsFields({ draft, mayEdit, placeOf, nameOf, onDraft }: SettingsFieldsProps) {
  const { figures, points } = draft;
  const figureField = (name: Figure) => {
    const { bounds, unit } = FIGURES[name];
    const [from, to] = bounds;
    return (
      <label key={name}>
        <span class="mid">{sayPage(`settings.${name}`)}</span>
        <input
          class="number"
          inputMode="decimal"
          value={figures[name]}
          placeholder={sayPage('settings.asFile')}
          title={`${sayPage('settings.bounds', { from, to })} ${unit}`}
          aria-invalid={isFigureFaulty(name, figures[name])}
          onInput={({ currentTarget }) => onDraft({ ...draft, figures: { ...figures, [name]: currentTarget.value } })}
        />
        <span class="low">{unit}</span>
      </label>
    );
  };
  const change = (changed: PointDraft, part: Partial<PointDraft>): void =>
    onDraft({ ...draft, points: points.map((point) => (point === changed ? { ...point, ...part } : point)) });
  return (
    <>
      <fieldset class="settings-figures" disabled={!mayEdit}>
        <legend class="mid">{sayPage('settings.batches')}</legend>
        {(['interval', 'items', 'age'] as const).map(figureField)}
      </fieldset>
      <fieldset class="settings-figures" disabled={!mayEdit}>
        <legend class="mid">{sayPage('settings.gate')}</legend>
        {GATE_LIMIT_NAMES.map(figureField)}
      </fieldset>
      <fieldset class="settings-points" disabled={!mayEdit}>
        <legend class="mid">{sayPage('settings.points')}</legend>
        {points.length === 0 && <p class="mid">{sayPage('settings.noPoints')}</p>}
        {points.map((point) => {
          const { metric, asset, isRead } = point;
          const name = `${nameOf(metric)} · ${asset === null ? sayPage('settings.everywhere') : placeOf(asset)}`;
          return (
            <div key={`${metric}|${asset}`} data-faulty={isPointFaulty(point)}>
              <label>
                <input
                  type="checkbox"
                  aria-label={`${sayPage('settings.read')} · ${name}`}
                  checked={isRead}
                  onChange={({ currentTarget }) => change(point, { isRead: currentTarget.checked })}
                />
                <span class="clip" title={metric}>
                  {name}
                </span>
              </label>
              {(['scale', 'offset'] as const).map((part) => (
                <label key={part}>
                  <span class="mid">{sayPage(`settings.${part}`)}</span>
                  <input
                    class="number"
                    inputMode="decimal"
                    aria-label={`${sayPage(`settings.${part}`)} · ${name}`}
                    aria-invalid={isPointFaulty(point)}
                    value={point[part]}
                    placeholder={part === 'scale' ? '1' : '0'}
                    onInput={({ currentTarget }) => change(point, { [part]: currentTarget.value })}
                  />
                </label>
              ))}
            </div>
          );
        })}
      </fieldset>
    </>
  );
}
