/** What was said and done about this incident, newest first, and the place to add to it. */
import type { AlarmView, Incident } from '@chengyun/contracts';
import { useEffect, useRef } from 'preact/hooks';
import { formatClock } from '../state/format.ts';
import { say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import { sayDone } from './words/say-desk.ts';

export interface NotesProps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly alarm: AlarmView | null;
  readonly incident: Incident | undefined;
  readonly onCommit: (text: string) => void;
}

const NOTE_MAX = 1000;

export function Notes({ surface, model, alarm, incident, onCommit }: NotesProps) {
  const field = useRef<HTMLInputElement>(null);
  const writing = model.mode.value === 'text' && model.purpose.value === 'note';
  useEffect(() => {
    if (writing) field.current?.focus();
  }, [writing]);
  const nameOf = (id: string) => {
    const officer = surface.live.officers.value.find((one) => one.id === id);
    return officer ? sayText(officer.name) : id;
  };
  return (
    <section class="pane notes" aria-labelledby="notes-title">
      <h3 class="pane-title" id="notes-title">
        <span>{say('panel.notes')}</span>
        <span class="mid">{incident ? say(`incident.${incident.state}`) : ''}</span>
      </h3>
      {alarm && (
        <p class="guidance">
          <span class="mid">{say('panel.action')}</span> {sayText(alarm.action)}
        </p>
      )}
      <ol class="note-list">
        {incident?.notes.toReversed().map((note) => (
          <li key={`${note.at}-${note.by}`}>
            <span class="number mid">{formatClock(note.at)}</span> <span class="mid">{nameOf(note.by)}</span>{' '}
            {note.text}
          </li>
        ))}
        {incident?.superseded.map((lost) => (
          <li key={lost.fact} class="mid">
            {say('fact.superseded', { by: nameOf(lost.by) })} · {sayDone(lost.kind)}
          </li>
        ))}
      </ol>
      {writing && (
        <input
          ref={field}
          class="note-field"
          maxLength={NOTE_MAX}
          aria-label={say('verb.note')}
          placeholder={say('desk.notePrompt')}
          onKeyDown={(event) => event.key === 'Enter' && !event.isComposing && onCommit(event.currentTarget.value)}
        />
      )}
    </section>
  );
}
