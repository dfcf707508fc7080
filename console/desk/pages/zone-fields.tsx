/** What a zone is and counts and where one drives in it, and what a line counts and which way. */
import {
  COUNTED,
  LINE_COUNTED,
  type LineCounted,
  ZONE_KINDS,
  type ZoneKind,
} from '@chengyun/contracts/camera-limits.ts';
import { sayPage } from './words/say-page.ts';
import {
  change,
  type Draft,
  type DrawnShape,
  setDirection,
  setZoneKind,
  turnDirection,
  turnLine,
} from './zone-draft.ts';
import { CAPACITY_MAX } from './zone-faults.ts';

export interface ShapeFieldsProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** The chosen one. */
  readonly shape: DrawnShape;
}

export function LineFields({ draft, onDraft, shape }: ShapeFieldsProps) {
  return (
    <>
      <label>
        <span class="mid">{sayPage('zones.counts')}</span>
        <select
          value={shape.lineCounts ?? 'vehicles'}
          onChange={(event) => onDraft(change(draft, { lineCounts: event.currentTarget.value as LineCounted }))}
        >
          {LINE_COUNTED.map((counted) => (
            <option key={counted} value={counted}>
              {sayPage(`zones.counts.${counted}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => onDraft(turnLine(draft))}>
        {sayPage('zones.turn')}
      </button>
    </>
  );
}

export function ZoneFields(props: ShapeFieldsProps) {
  const { draft, onDraft, shape } = props;
  const { counts, capacity, zoneKind } = shape;
  return (
    <>
      <label>
        <span class="mid">{sayPage('zones.kind')}</span>
        <select
          value={zoneKind ?? ''}
          onChange={(event) => onDraft(setZoneKind(draft, (event.currentTarget.value || null) as ZoneKind | null))}
        >
          <option value="">{sayPage('zones.kind.none')}</option>
          {ZONE_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {sayPage(`zones.kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      {zoneKind === 'lane' && <DirectionFields {...props} />}
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
  );
}

function DirectionFields({ draft, onDraft, shape }: ShapeFieldsProps) {
  const hasDirection = shape.direction !== null;
  return (
    <div class="zone-counts">
      <span class="mid">{sayPage('zones.direction')}</span>
      <label>
        <input
          type="checkbox"
          checked={hasDirection}
          onChange={(event) => onDraft(setDirection(draft, event.currentTarget.checked))}
        />
        {sayPage('zones.direction.known')}
      </label>
      {hasDirection && (
        <button type="button" onClick={() => onDraft(turnDirection(draft))}>
          {sayPage('zones.direction.turn')}
        </button>
      )}
    </div>
  );
}
