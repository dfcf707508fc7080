/** What to do, in the words of the rule: first action, procedure, cause, and what happens if nobody acts. */
import type { AlarmView, Bilingual } from '@chengyun/contracts';
import { formatAge } from '../state/format.ts';
import { language, say, sayText } from '../ui/say.ts';
import type { DeskServer } from './desk-server.ts';
import { useAnswer } from './use-answer.ts';
import { sayDesk } from './words/say-desk.ts';

interface RuleGuidance {
  readonly cause: Bilingual;
  readonly consequence: Bilingual;
  readonly respondWithinMs: number;
  readonly procedure: Bilingual | null;
}

export function Guidance({ server, alarm }: { readonly server: DeskServer; readonly alarm: AlarmView }) {
  const answer = useAnswer<RuleGuidance>(alarm.rule, () => server.get('/api/guidance', { rule: alarm.rule }), 0, 250);
  const known = answer?.ok ? answer.value : null;
  return (
    <section class="pane guide">
      <h3 class="pane-title">
        <span>{sayDesk('why.guidance')}</span>
        {known && (
          <span class="mid">
            {sayDesk('why.respondWithin', { duration: formatAge(known.respondWithinMs, language.value) })}
          </span>
        )}
      </h3>
      <dl>
        <dt class="mid">{say('panel.action')}</dt>
        <dd>{sayText(alarm.action)}</dd>
        {known?.procedure && (
          <>
            <dt class="mid">{say('verb.dispatch')}</dt>
            <dd>{sayText(known.procedure)}</dd>
          </>
        )}
        {known && (
          <>
            <dt class="mid">{sayDesk('why.cause')}</dt>
            <dd>{sayText(known.cause)}</dd>
            <dt class="mid">{sayDesk('why.consequence')}</dt>
            <dd>{sayText(known.consequence)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
