/** One rule on the bench: its text in the editor, what the checker and the cases say, and the life of its versions. */
import type { RuleVersionState } from '@chengyun/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import type { SchemaNode } from './rule-completion.ts';
import { RuleEditor, type RuleProblem } from './rule-editor.tsx';
import { RuleLife } from './rule-life.tsx';
import { changedParts, diffLines } from './text-diff.ts';
import { sayPage } from './words/say-page.ts';

export interface RuleBenchProps extends PageProps {
  readonly rule: string;
  /** Version that runs; 0 when none does. */
  readonly version: number;
  /** Versions that were handed in, oldest first. */
  readonly versions: readonly RuleVersionState[];
  /** A step was taken: what runs and what was handed in is to be asked for anew. */
  readonly onStep: () => void;
}

interface CaseLine {
  readonly name: string;
  readonly failures: readonly string[];
}

export function RuleBench(props: RuleBenchProps) {
  const { server, rule, version, versions, onStep } = props;
  const mayEdit = server.who.role === 'engineer';
  const schema = useAnswer<SchemaNode>('rule-schema', () => server.get('/api/rules/schema'));
  const live = useAnswer<{ text: string }>(`text|${rule}|${version}`, () => server.get(`/api/rules/running/${rule}`));
  const newest = versions.at(-1);
  const [shownVersion, setShownVersion] = useState<number | null>(
    newest && newest.state !== 'retired' ? newest.version : null,
  );
  const [text, setText] = useState('');
  const [problems, setProblems] = useState<readonly RuleProblem[] | null>(null);
  const [cases, setCases] = useState<readonly CaseLine[] | string | null>(null);
  const [said, setSaid] = useState('');
  const running = live?.ok ? live.value.text : '';
  useEffect(() => {
    if (shownVersion === null) return setText(running);
    let wanted = true;
    void server.get<{ text: string }>(`/api/rules/${rule}/${shownVersion}`).then((found) => {
      if (wanted && found.ok) setText(found.value.text);
    });
    return () => {
      wanted = false;
    };
  }, [running, shownVersion]);
  const current = useRef(text);
  current.current = text;

  const check = async (typed: string): Promise<readonly RuleProblem[]> => {
    if (!mayEdit) return [];
    const answer = await server.post<{ problems: readonly RuleProblem[] }>('/api/rules/check', { text: typed });
    const found = answer.ok ? answer.value.problems : [{ line: 1, column: 1, message: answer.message }];
    setProblems(found);
    return found;
  };
  const runCases = async (): Promise<void> => {
    setCases(sayPage('rules.checking'));
    const answer = await server.post<{ results: readonly CaseLine[] }>('/api/rules/cases', { text: current.current });
    setCases(answer.ok ? answer.value.results : answer.message);
  };
  const submit = async (): Promise<void> => {
    const answer = await server.postOnce<{ version: number }>('/api/rules', {
      file: `${rule}.yaml`,
      text: current.current,
    });
    setSaid(answer.ok ? sayPage('rules.submitted', { version: answer.value.version }) : answer.message);
    if (!answer.ok) return;
    setShownVersion(answer.value.version);
    onStep();
  };
  /** The number that the next version must have, put into the text: nothing is handed in under a number that is taken. */
  const raise = (): void => {
    const next = Math.max(version, ...versions.map((each) => each.version)) + 1;
    setText(current.current.replace(/^version:.*$/m, `version: ${next}`));
  };
  const next = Math.max(version, ...versions.map((each) => each.version)) + 1;
  const diff = changedParts(diffLines(running, text));
  return (
    <>
      <section class="rules-text" aria-label={sayPage('rules.text')}>
        <div class="rules-bar">
          <fieldset class="choices">
            <legend class="spoken">{sayPage('rules.versions')}</legend>
            <button type="button" aria-pressed={shownVersion === null} onClick={() => setShownVersion(null)}>
              {version > 0 ? `v${version} ${sayPage('rules.state.live')}` : sayPage('rules.fromFile')}
            </button>
            {versions
              .filter((each) => each.version !== version)
              .slice(-3)
              .map((each) => (
                <button
                  type="button"
                  key={each.version}
                  aria-pressed={shownVersion === each.version}
                  onClick={() => setShownVersion(each.version)}
                >
                  v{each.version} {sayPage(`rules.state.${each.state}`)}
                </button>
              ))}
          </fieldset>
          {mayEdit ? (
            <>
              <button type="button" onClick={raise}>
                {sayPage('rules.new', { n: next })}
              </button>
              <button type="button" onClick={() => void runCases()}>
                {sayPage('rules.runCases')}
              </button>
              <button
                type="button"
                disabled={diff.length === 0 || (problems?.length ?? 0) > 0}
                onClick={() => void submit()}
              >
                {sayPage('rules.submit')}
              </button>
            </>
          ) : (
            <span class="mid">{sayPage('rules.readOnly')}</span>
          )}
        </div>
        <RuleEditor
          text={text}
          schema={schema?.ok ? schema.value : null}
          readOnly={!mayEdit}
          label={`${sayPage('rules.text')} ${rule}`}
          onText={setText}
          check={check}
          onRunCases={() => void runCases()}
        />
        <p class="rules-hint low">{sayPage('rules.keys')}</p>
      </section>
      <aside class="rules-side">
        {said !== '' && (
          <p class="pane" role="status">
            {said}
          </p>
        )}
        {mayEdit && (
          <section class="pane">
            <h3 class="pane-title">
              <span>{sayPage('rules.problems')}</span>
            </h3>
            {problems === null && <p class="mid">{sayPage('rules.checking')}</p>}
            {problems?.length === 0 && <p class="mid">{sayPage('rules.noProblems')}</p>}
            <ol class="list-rows">
              {problems?.map(({ line, message }) => (
                <li key={`${line}${message}`}>
                  <span>
                    <b>{sayPage('rules.line', { line })}</b> {message}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        )}
        {cases !== null && <Cases cases={cases} />}
        <RuleLife {...props} shownVersion={shownVersion} />
        <section class="pane">
          <h3 class="pane-title">
            <span>{sayPage('rules.diff')}</span>
          </h3>
          {diff.length === 0 ? (
            <p class="mid">{sayPage('rules.same')}</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by Tab, so that arrows can scroll it
            <pre class="rules-diff" tabIndex={0}>
              {diff.map((line, i) => (
                <span key={`${i}${line.text}`} data-mark={line.mark}>
                  {line.mark} {line.text}
                  {'\n'}
                </span>
              ))}
            </pre>
          )}
        </section>
      </aside>
    </>
  );
}

function Cases({ cases }: { readonly cases: readonly CaseLine[] | string }) {
  if (typeof cases === 'string') {
    return (
      <section class="pane">
        <h3 class="pane-title">
          <span>{sayPage('rules.cases')}</span>
        </h3>
        <p class="mid">{cases}</p>
      </section>
    );
  }
  const failed = cases.filter(({ failures }) => failures.length > 0);
  const sum =
    cases.length === 0
      ? sayPage('rules.noCases')
      : failed.length === 0
        ? sayPage('rules.casesPassed', { n: cases.length })
        : sayPage('rules.casesFailed', { n: failed.length, all: cases.length });
  return (
    <section class="pane">
      <h3 class="pane-title">
        <span>{sayPage('rules.cases')}</span>
        <span class="mid">{sum}</span>
      </h3>
      <ol class="list-rows rules-cases">
        {cases.map(({ name, failures }) => (
          <li key={name} data-failed={failures.length > 0}>
            <span aria-hidden="true">{failures.length > 0 ? '✕' : '✓'}</span>
            <span>
              {name}
              {failures.map((failure) => (
                <span class="rules-failure" key={failure}>
                  {failure}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
