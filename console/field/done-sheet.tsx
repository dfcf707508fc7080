/** Done takes a sentence or none; it takes the place of the buttons, so that nothing else can be pressed by mistake. */
import { useRef } from 'preact/hooks';
import { say } from '../ui/say.ts';

export interface DoneSheetProps {
  readonly onDone: (note: string) => void;
  readonly onBack: () => void;
}

export function DoneSheet({ onDone, onBack }: DoneSheetProps) {
  const note = useRef<HTMLTextAreaElement>(null);
  return (
    <div class="thumb done-sheet">
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
