/** Three buttons for one thumb, and the call for help by holding: a slip of the hand calls nobody. */
import { useRef, useState } from 'preact/hooks';
import { say, sayOther } from '../ui/say.ts';
import type { Step, StepView } from './task-progress.ts';

export interface ThumbBarProps {
  readonly steps: readonly StepView[];
  readonly onStep: (step: Step) => void;
  readonly onBackup: () => void;
}

const HOLD_MS = 800;
const WORDS = { accept: 'verb.accept', arrive: 'verb.arrive', done: 'verb.done' } as const;

export function ThumbBar({ steps, onStep, onBackup }: ThumbBarProps) {
  return (
    <div class="thumb">
      <div class="thumb-steps">
        {steps.map(({ step, done, queued, next }) => (
          <button
            type="button"
            key={step}
            data-next={next}
            data-queued={queued}
            disabled={!next}
            onClick={() => onStep(step)}
          >
            <span class="thumb-word">
              {say(WORDS[step])}
              {done && ' ✓'}
            </span>
            <span class="thumb-second">{queued ? say('field.queued') : sayOther(WORDS[step])}</span>
          </button>
        ))}
      </div>
      {steps.some((step) => step.next) ? (
        <HoldButton onHeld={onBackup} />
      ) : (
        <p class="all-done">{say('incident.resolved')}</p>
      )}
    </div>
  );
}

function HoldButton({ onHeld }: { readonly onHeld: () => void }) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [state, setState] = useState<'idle' | 'holding' | 'called'>('idle');
  const begin = () => {
    setState('holding');
    timer.current ??= setTimeout(() => {
      timer.current = null;
      setState('called');
      onHeld();
    }, HOLD_MS);
  };
  const end = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setState((before) => (before === 'holding' ? 'idle' : before));
  };
  return (
    <button
      type="button"
      class="hold"
      data-state={state}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && !event.repeat && begin()}
      onKeyUp={end}
      onContextMenu={(event) => event.preventDefault()}
    >
      {say(state === 'called' ? 'field.backupCalled' : 'field.holdForBackup')}
    </button>
  );
}
