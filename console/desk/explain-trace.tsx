/**
 * What the rule saw at its last tick: each level with its condition in numbers, each input with its value and age, and
 * the sentences of the engine. It answers the question behind every alarm: by what exactly?
 */
import type { AlarmView, Explanation } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatAge, formatClock, formatDuration, formatNumber, formatUnit } from '../state/format.ts';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { language, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskServer } from './desk-server.ts';
import { useAnswer } from './use-answer.ts';
import { sayDesk } from './words/say-desk.ts';

export interface ExplainTraceProps {
  readonly surface: Surface;
  readonly server: DeskServer;
  readonly alarm: AlarmView;
}

const EVERY_MS = 15_000;
/** J held down must not ask for every alarm on the way. */
const REST_MS = 250;

export function ExplainTrace({ surface, server, alarm }: ExplainTraceProps) {
  const timeline = surface.live.timeline.value?.id ?? null;
  const { rule, asset } = alarm;
  // Analytics judges now: beside a picture of the past its answer would be about another moment.
  const isPast = surface.live.replay.value !== null;
  const answer = useAnswer<Explanation>(
    isPast ? null : timeline && `${timeline}|${rule}|${asset}|${alarm.state}`,
    () => server.get('/api/explain', { timeline: timeline ?? '', rule, asset }),
    EVERY_MS,
    REST_MS,
  );
  return (
    <section class="pane trace">
      <h3 class="pane-title">
        <span>{sayDesk('why.trace')}</span>
        {answer?.ok && (
          <span class="mid clip">
            {sayDesk(`verdict.${answer.value.verdict}`)} ·{' '}
            {sayDesk('why.traceAt', { at: formatClock(answer.value.at) })}
          </span>
        )}
      </h3>
      {answer === null && <p class="mid">{sayDesk(isPast ? 'why.past' : 'why.asking')}</p>}
      {answer?.ok === false && <p class="mid">{answer.message || sayDesk('why.noAnswer')}</p>}
      {answer?.ok && <Judged explanation={answer.value} />}
    </section>
  );
}

function Judged({ explanation }: { readonly explanation: Explanation }) {
  const { levels, inputs, reasons, source } = explanation;
  return (
    <>
      <ol class="trace-levels">
        {levels.toReversed().map((level) => (
          <li key={level.level} data-on={level.isOn} data-holds={level.holds === true}>
            <LevelGlyph
              level={level.level}
              look={level.isOn ? 'filled' : 'outlined'}
              pigment={level.holds ? 'level' : 'grey'}
            />
            <span class="numeral mid">{LEVEL_FACTS[level.level].numeral}</span>
            <code class="clip" title={level.when}>
              {level.whenWithValues}
            </code>
            <span class="desk-right mid">
              {level.remainingS !== null && level.remainingS > 0
                ? sayDesk('why.remaining', { duration: formatDuration(level.remainingS * 1000) })
                : sayDesk(
                    level.isOn
                      ? 'why.on'
                      : level.holds === null
                        ? 'why.unknown'
                        : level.holds
                          ? 'why.holds'
                          : 'why.holdsNot',
                  )}
            </span>
          </li>
        ))}
      </ol>
      {reasons.slice(0, 2).map((reason) => (
        <p class="mid" key={reason.en}>
          {sayText(reason)}
        </p>
      ))}
      <dl class="trace-inputs">
        {inputs.map((input) => (
          <div key={input.name}>
            <dt class="clip" title={input.what}>
              {input.name} <span class="low">{input.what}</span>
            </dt>
            <dd class="number">
              {input.value === null ? '–' : formatNumber(input.value, digitsFor(input.value))} {formatUnit(input.unit)}
            </dd>
            <dd class="number mid">{input.ageS === null ? '' : formatAge(input.ageS * 1000, language.value)}</dd>
          </div>
        ))}
      </dl>
      {sayText(source) !== '' && (
        <p class="low trace-source">
          {sayDesk('why.source')} · {sayText(source)}
        </p>
      )}
    </>
  );
}

const digitsFor = (value: number): number => (Number.isInteger(value) ? 0 : Math.abs(value) < 0.1 ? 4 : 2);
