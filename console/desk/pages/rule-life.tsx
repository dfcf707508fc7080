/** The life of a rule's version: what may be done next and by whom, its back-test with the picture, and who did what when. */

import type { RuleVersionState } from '@chengyun/contracts';
import { RULE_STEP_ROLES, RULE_TABLE, type RuleStepKind } from '@chengyun/contracts/rule-steps.ts';
import { useEffect, useState } from 'preact/hooks';
import { formatClock, formatDate } from '../../state/format.ts';
import { sayText } from '../../ui/say.ts';
import { useAnswer } from '../use-answer.ts';
import { BackTestPicture, type BackTestResult } from './backtest-picture.tsx';
import type { RuleBenchProps } from './rule-bench.tsx';
import { sayPage } from './words/say-page.ts';

type Step = Exclude<RuleStepKind, 'submit' | 'backtest'>;
const STEPS: readonly Step[] = ['approve', 'shadow', 'live', 'retire', 'rollback'];
const HOURS = 24;
const ASK_EVERY_MS = 500;

interface Progress {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly share?: number;
  readonly observations?: number;
  readonly message?: string;
}

/** Whether this person may take the step now. Pure. */
export function mayStep(
  version: RuleVersionState,
  step: RuleStepKind,
  who: { readonly account: string; readonly role: string },
): boolean {
  if (RULE_TABLE[version.state][step] === undefined) return false;
  if (!RULE_STEP_ROLES[step].some((role) => role === who.role)) return false;
  return step !== 'approve' || version.author !== who.account;
}

export function RuleLife(props: RuleBenchProps & { readonly shownVersion: number | null }) {
  const { server, surface, assessments, rule, version: runs, versions, shownVersion, onStep } = props;
  const version = versions.find((each) => each.version === (shownVersion ?? runs));
  const [progress, setProgress] = useState<Progress | null>(null);
  const [job, setJob] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const key = version ? `${rule}|${version.version}|${version.state}|${progress?.state === 'done'}` : null;
  const kept = useAnswer<{ backtest: BackTestResult | null }>(key, () =>
    server.get(`/api/rules/${rule}/${version?.version}/backtest`),
  );
  useEffect(() => {
    if (job === null) return;
    const timer = setInterval(async () => {
      const answer = await server.get<Progress>(`/api/bench/${job}`);
      const now: Progress = answer.ok ? answer.value : { state: 'failed', message: answer.message };
      setProgress(now);
      if (now.state !== 'done' && now.state !== 'failed') return;
      setJob(null);
      onStep();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [job]);

  const backtest = async (of: RuleVersionState): Promise<void> => {
    const timeline = surface.live.timeline.peek()?.id ?? '';
    const answer = await server.postOnce<{ job: string }>(`/api/rules/${rule}/${of.version}/bench`, {
      timeline,
      hours: HOURS,
    });
    if (answer.ok) setJob(answer.value.job);
    setProgress(answer.ok ? { state: 'waiting' } : { state: 'failed', message: answer.message });
  };
  const take = async (of: RuleVersionState, step: Step): Promise<void> => {
    const answer = await server.postOnce(`/api/rules/${rule}/${of.version}/${step}`, {});
    setSaid(answer.ok ? sayPage(`rules.step.${step}`) : answer.message);
    if (answer.ok) onStep();
  };

  const steps = versions.flatMap((each) => each.steps).sort((a, b) => b.at - a.at);
  const shadow = assessments.shadow.value?.rules.find((each) => each.rule === rule);
  const result = kept?.ok ? kept.value.backtest : null;
  const nameOf = (asset: string) => {
    const known = surface.live.assets.value.get(asset);
    return known ? sayText(known.name) : asset;
  };
  return (
    <>
      {version && (
        <section class="pane">
          <h3 class="pane-title">
            <span>
              v{version.version} {sayPage(`rules.state.${version.state}`)}
            </span>
            <span class="mid">
              {sayPage('rules.by', { author: version.author })}
              {version.approvedBy ? ` · ${sayPage('rules.step.approve')} ${version.approvedBy}` : ''}
            </span>
          </h3>
          <p class="rules-steps">
            {mayStep(version, 'backtest', server.who) && (
              <button type="button" disabled={job !== null} onClick={() => void backtest(version)}>
                {sayPage('rules.backtest')}
              </button>
            )}
            {STEPS.filter((step) => mayStep(version, step, server.who)).map((step) => (
              <button type="button" key={step} onClick={() => void take(version, step)}>
                {sayPage(`rules.${step}`)}
              </button>
            ))}
            {version.state === 'tested' && version.author === server.who.account && (
              <span class="mid">{sayPage('rules.secondPerson')}</span>
            )}
          </p>
          {shadow && version.state === 'shadow' && (
            <p class="mid number">{sayPage('rules.shadowNow', { raised: shadow.raised, standing: shadow.standing })}</p>
          )}
          <p role="status">{said}</p>
        </section>
      )}
      {version && (
        <section class="pane">
          <h3 class="pane-title">
            <span>{sayPage('rules.backtest')}</span>
            <span class="mid">{sayPage('rules.backtestSpan')}</span>
          </h3>
          {job !== null && (
            <p class="bench-progress">
              <progress max={1} value={progress?.share ?? 0} aria-label={sayPage('rules.backtest')} />
              <span class="number">
                {sayPage('rules.backtesting', {
                  percent: Math.round((progress?.share ?? 0) * 100),
                  n: progress?.observations ?? 0,
                })}
              </span>
            </p>
          )}
          {progress?.state === 'failed' && <p>{progress.message}</p>}
          {job === null && !result && progress?.state !== 'failed' && <p class="mid">{sayPage('rules.noBacktest')}</p>}
          {result?.tested && <BackTestPicture result={result} nameOf={nameOf} />}
        </section>
      )}
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('rules.history')}</span>
        </h3>
        {steps.length === 0 && <p class="mid">{sayPage('rules.noHistory')}</p>}
        <ol class="list-rows rules-history">
          {steps.map((step) => (
            <li key={step.fact}>
              <span class="number mid">
                {formatDate(step.at).slice(5)} {formatClock(step.at, false)}
              </span>
              <span>v{step.version}</span>
              <span>{sayPage(`rules.step.${step.step}`)}</span>
              <span class="mid">{step.actor}</span>
              {step.note !== '' && <span class="low rules-note">{step.note}</span>}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
