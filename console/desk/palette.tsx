/** Ctrl+K: one field for stations, alarms, pages and verbs. The keymap moves and chooses; typing only narrows. */
import { useEffect, useRef } from 'preact/hooks';
import type { MapLayers } from '../ui/map-layers.ts';
import { say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import type { DeskVerbs } from './desk-verbs.ts';
import { paletteHits } from './palette-items.ts';
import { sayDesk } from './words/say-desk.ts';

export interface PaletteProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly layers: MapLayers;
  readonly verbs: DeskVerbs;
}

export function Palette({ surface, model, layers, verbs }: PaletteProps) {
  const field = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    before.current = document.activeElement;
    field.current?.focus();
    return () => before.current instanceof HTMLElement && before.current.focus();
  }, []);
  const hits = paletteHits(surface, model, layers);
  const at = model.paletteAt.value;
  return (
    <div class="palette" role="dialog" aria-label={say('verb.palette')}>
      <input
        ref={field}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-hits"
        aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
        aria-label={say('verb.palette')}
        placeholder={sayDesk('palette.placeholder')}
        value={model.paletteQuery.value}
        onInput={(event) => {
          model.paletteQuery.value = event.currentTarget.value;
          model.paletteAt.value = 0;
        }}
      />
      <div id="palette-hits" role="listbox" aria-label={say('verb.palette')}>
        {hits.map((hit, index) => (
          <button
            type="button"
            role="option"
            tabIndex={-1}
            id={`hit-${index}`}
            key={`${hit.kind}-${hit.id}`}
            aria-selected={index === at}
            onClick={() => {
              model.mode.value = 'list';
              hit.run(model, verbs.run);
            }}
          >
            <span class="low">{sayDesk(`palette.${hit.kind}`)}</span>
            <span class="clip">{hit.text}</span>
            <span class="mid clip desk-right">
              {hit.kind === 'verb' || hit.kind === 'page' ? <kbd>{hit.beside}</kbd> : hit.beside}
            </span>
          </button>
        ))}
        {hits.length === 0 && (
          <p class="mid" role="status">
            {sayDesk('palette.none', { text: model.paletteQuery.value })}
          </p>
        )}
      </div>
    </div>
  );
}
