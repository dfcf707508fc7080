/** One line under the head for what must be heard at once; nothing at all while there is none. */
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { attentionLines } from './attention-lines.ts';
import type { DeskModel } from './desk-model.ts';
import { sayDesk } from './words/say-desk.ts';

const PERSON = { help: () => sayDesk('attention.help'), 'check-in': () => say('task.checkInMissed') } as const;
/** One row of the desk; the rest stands in the list like everything else. */
const SHOWN_MAX = 3;

export function Attention({ surface, model }: { readonly surface: Surface; readonly model: DeskModel }) {
  const { live } = surface;
  const lines = attentionLines(live.incidents.value.values());
  const nameOf = (id: string) => {
    const officer = live.officers.value.find((one) => one.id === id);
    return officer ? sayText(officer.name) : id;
  };
  return (
    <div role="alert" class="attention-alert">
      {lines.length > 0 && (
        <ul class="attention">
          {lines.slice(0, SHOWN_MAX).map(({ alarm, kind, officer }) => {
            const incident = live.incidentByAlarm.value.get(alarm);
            return (
              <li key={`${alarm}-${kind}-${officer}`}>
                <button type="button" onClick={() => model.reveal(alarm)}>
                  {incident && <LevelGlyph level={incident.level} look="filled" />}
                  {kind === 'wall' ? sayDesk('attention.wall') : `${nameOf(officer ?? '')} ${PERSON[kind]()}`}
                  {incident && <span class="mid">{sayText(incident.title)}</span>}
                </button>
              </li>
            );
          })}
          {lines.length > SHOWN_MAX && <li>{sayDesk('attention.more', { n: lines.length - SHOWN_MAX })}</li>}
        </ul>
      )}
    </div>
  );
}
