/** The shapes as a list, and what the chosen one is called, measures and hides. */
import { COUNTED } from '@chengyun/contracts/camera-limits.ts';
import { areaOf } from '@chengyun/contracts/polygon.ts';
import { sayPage } from './words/say-page.ts';
import {
  addShape,
  CAPACITY_MAX,
  change,
  choose,
  chosenOf,
  type Draft,
  type DrawnShape,
  faultOf,
  isFull,
  removeShape,
  SHAPE_KINDS,
  turnLine,
} from './zone-draft.ts';
import { nameOf } from './zone-words.ts';

export interface ZoneFormProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly mayEdit: (shape: Pick<DrawnShape, 'kind'>) => boolean;
  /** What the camera serves, with their names. */
  readonly assets: readonly { readonly id: string; readonly name: string }[];
}

const LABEL_CHARS_MAX = 40;

export function ZoneForm({ draft, onDraft, mayEdit, assets }: ZoneFormProps) {
  const chosen = chosenOf(draft);
  return (
    <>
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('zones.shapes')}</span>
        </h3>
        {draft.shapes.length === 0 && <p class="mid">{sayPage('zones.none')}</p>}
        <ul class="list-rows zone-list">
          {draft.shapes.map((shape) => (
            <li key={shape.id}>
              <button type="button" aria-pressed={shape === chosen} onClick={() => onDraft(choose(draft, shape.id))}>
                <span class="clip">{nameOf(shape)}</span>
                <span class="mid">{kindOf(shape)}</span>
                <span class="mid number">
                  {shape.kind === 'line' ? '' : `${Math.round(areaOf(shape.polygon) * 100)} %`}
                </span>
              </button>
            </li>
          ))}
        </ul>
        <p class="zone-add">
          {SHAPE_KINDS.map((kind) => (
            <button
              type="button"
              key={kind}
              disabled={!mayEdit({ kind }) || isFull(draft, kind)}
              onClick={() => onDraft(addShape(draft, kind, assets[0]?.id ?? null))}
            >
              {sayPage(`zones.add.${kind}`)}
            </button>
          ))}
        </p>
        {!mayEdit({ kind: 'mask' }) && <p class="mid">{sayPage('zones.masksByEngineers')}</p>}
      </section>
      {chosen && (
        <ChosenShape key={chosen.id} {...{ draft, onDraft, assets, shape: chosen }} isEditable={mayEdit(chosen)} />
      )}
    </>
  );
}

function kindOf({ kind, counts }: DrawnShape): string {
  if (kind !== 'zone') return sayPage(`zones.${kind}`);
  return counts.map((counted) => sayPage(`zones.counts.${counted}`)).join(' · ') || sayPage('zones.countsNothing');
}

interface ChosenShapeProps extends Omit<ZoneFormProps, 'mayEdit'> {
  readonly shape: DrawnShape;
  readonly isEditable: boolean;
}

function ChosenShape({ draft, onDraft, assets, shape, isEditable }: ChosenShapeProps) {
  const { kind, label, counts, capacity, asset } = shape;
  const fault = faultOf(shape);
  return (
    <section class="pane">
      <fieldset class="zone-fields" disabled={!isEditable}>
        <legend class="spoken">{nameOf(shape)}</legend>
        <label>
          <span class="mid">{sayPage('zones.label')}</span>
          <input
            value={label}
            maxLength={LABEL_CHARS_MAX}
            placeholder={nameOf({ ...shape, label: '' })}
            onInput={(event) => onDraft(change(draft, { label: event.currentTarget.value }))}
          />
        </label>
        {kind !== 'mask' && (
          <label>
            <span class="mid">{sayPage('zones.asset')}</span>
            <select
              value={asset ?? assets[0]?.id ?? ''}
              onChange={(event) => onDraft(change(draft, { asset: event.currentTarget.value }))}
            >
              {assets.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        {kind === 'line' && (
          <button type="button" onClick={() => onDraft(turnLine(draft))}>
            {sayPage('zones.turn')}
          </button>
        )}
        {kind === 'zone' && (
          <>
            <div class="zone-counts">
              <span class="mid">{sayPage('zones.counts')}</span>
              {COUNTED.map((counted) => (
                <label key={counted}>
                  <input
                    type="checkbox"
                    checked={counts.includes(counted)}
                    onChange={(event) => {
                      const { checked } = event.currentTarget;
                      const next = COUNTED.filter((one) => (one === counted ? checked : counts.includes(one)));
                      onDraft(change(draft, { counts: next }));
                    }}
                  />
                  {sayPage(`zones.counts.${counted}`)}
                </label>
              ))}
            </div>
            <label>
              <span class="mid">{sayPage('zones.capacity')}</span>
              <input
                type="number"
                min={1}
                max={CAPACITY_MAX}
                step={1}
                value={capacity ?? ''}
                placeholder={sayPage('zones.capacityNone')}
                onInput={(event) => {
                  const typed = Math.round(event.currentTarget.valueAsNumber);
                  onDraft(change(draft, { capacity: Number.isFinite(typed) ? typed : null }));
                }}
              />
            </label>
          </>
        )}
        {fault !== null && <p role="status">{sayPage(`zones.fault.${fault}`)}</p>}
        <button type="button" onClick={() => onDraft(removeShape(draft, shape.id))}>
          {sayPage('zones.remove', { name: nameOf(shape) })}
        </button>
      </fieldset>
    </section>
  );
}
