/** The shapes as a list, and what the chosen one is called, measures and hides. */
import { areaOf } from '@chengyun/contracts/polygon.ts';
import { GroundFields } from './ground-fields.tsx';
import { sayPage } from './words/say-page.ts';
import {
  addShape,
  change,
  choose,
  chosenOf,
  type Draft,
  type DrawnShape,
  isFull,
  removeShape,
  SHAPE_KINDS,
} from './zone-draft.ts';
import { areaM2Of, faultOf } from './zone-faults.ts';
import { LineFields, ZoneFields } from './zone-fields.tsx';
import { nameOf } from './zone-words.ts';
import './zone-fields.css';

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

function kindOf({ kind, counts, zoneKind }: DrawnShape): string {
  if (kind !== 'zone') return kind === 'ground' ? '' : sayPage(`zones.${kind}`);
  if (zoneKind !== null) return sayPage(`zones.kind.${zoneKind}`);
  return counts.map((counted) => sayPage(`zones.counts.${counted}`)).join(' · ') || sayPage('zones.countsNothing');
}

interface ChosenShapeProps extends Omit<ZoneFormProps, 'mayEdit'> {
  readonly shape: DrawnShape;
  readonly isEditable: boolean;
}

function ChosenShape({ draft, onDraft, assets, shape, isEditable }: ChosenShapeProps) {
  const { kind, label, asset } = shape;
  const fault = faultOf(shape, draft);
  const areaM2 = kind === 'zone' || kind === 'ground' ? areaM2Of(shape, draft) : null;
  return (
    <section class="pane">
      <fieldset class="zone-fields" disabled={!isEditable}>
        <legend class="spoken">{nameOf(shape)}</legend>
        {kind !== 'ground' && (
          <label>
            <span class="mid">{sayPage('zones.label')}</span>
            <input
              value={label}
              maxLength={LABEL_CHARS_MAX}
              placeholder={nameOf({ ...shape, label: '' })}
              onInput={(event) => onDraft(change(draft, { label: event.currentTarget.value }))}
            />
          </label>
        )}
        {(kind === 'zone' || kind === 'line') && (
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
        {kind === 'line' && <LineFields {...{ draft, onDraft, shape }} />}
        {kind === 'zone' && <ZoneFields {...{ draft, onDraft, shape }} />}
        {kind === 'ground' && <GroundFields {...{ draft, onDraft, shape }} />}
        {areaM2 !== null && <p class="mid number">{sayPage('zones.area', { area: Math.round(areaM2) })}</p>}
        {fault !== null && <p role="status">{sayPage(`zones.fault.${fault}`)}</p>}
        <button type="button" onClick={() => onDraft(removeShape(draft, shape.id))}>
          {sayPage('zones.remove', { name: nameOf(shape) })}
        </button>
      </fieldset>
    </section>
  );
}
