/** Done takes a sentence or none; it takes the place of the buttons, so that nothing else can be pressed by mistake. */
import { useRef } from 'preact/hooks';
import { say } from '../ui/say.ts';
import type { MissingProof } from './missing-proof.ts';

export interface DoneSheetProps {
  readonly missing: MissingProof;
  readonly onDone: (note: string) => void;
  readonly onBack: () => void;
}

export function DoneSheet({ missing, onDone, onBack }: DoneSheetProps) {
  const note = useRef<HTMLTextAreaElement>(null);
  return (
    <div class="thumb done-sheet">
      {(missing.photo || missing.steps > 0) && (
        <p>
          {[
            missing.photo ? say('field.noPhotoYet') : '',
            missing.steps > 0 ? say('field.stepsLeft', { n: missing.steps }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      <textarea
        ref={note}
        rows={2}
        maxLength={1000}
        aria-label={say('field.doneNote')}
        placeholder={say('field.doneNote')}
      />
      <div class="thumb-steps">
        <button type="button" onClick={onBack}>
          <span class="thumb-word">{say('verb.back')}</span>
        </button>
        <button type="button" data-next="true" onClick={() => onDone(note.current?.value.trim() ?? '')}>
          <span class="thumb-word">{say('field.confirmDone')}</span>
        </button>
      </div>
    </div>
  );
}
