/** Rules: which run, their text with checks while typing, cases, and the way of a draft to force: back-test, approval by a second person, shadow, live. */
import type { Bilingual, RuleVersionState } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { language, sayDomain, sayText } from '../../ui/say.ts';
import type { PageProps } from '../page-host.tsx';
import { useAnswer } from '../use-answer.ts';
import { FilterBox, isShown } from './filter-box.tsx';
import { RuleBench } from './rule-bench.tsx';
import { sayPage } from './words/say-page.ts';
import './station.css';
import './rules.css';

interface RunningRule {
  readonly rule: string;
  readonly version: number;
  readonly name: Bilingual;
  readonly domain: string;
  readonly watched: number;
}

const EVERY_MS = 10_000;

export function RulesPage(props: PageProps) {
  const { server, model } = props;
  const [filter, setFilter] = useState('');
  const [round, setRound] = useState(0);
  const [wanted, setWanted] = useState<string | null>(model.chosen.value?.rule ?? null);
  const running = useAnswer<{ rules: readonly RunningRule[]; problems: readonly string[] }>(`running|${round}`, () =>
    server.get('/api/rules/running'),
  );
  const handed = useAnswer<{ rules: readonly RuleVersionState[] }>(
    `versions|${round}`,
    () => server.get('/api/rules'),
    EVERY_MS,
  );
  if (running?.ok === false) return <p class="page-note mid">{running.message}</p>;
  if (running === null && round === 0) return <p class="page-note mid">{sayPage('page.loading')}</p>;
  const rules = running?.ok ? running.value.rules : [];
  const versions = handed?.ok ? handed.value.rules : [];
  const open = (rule: string) =>
    versions.filter((each) => each.rule === rule && !['live', 'retired'].includes(each.state)).at(-1);
  const unknown = [...new Set(versions.map(({ rule }) => rule))].filter(
    (rule) => !rules.some((each) => each.rule === rule),
  );
  const shown = rules.filter(({ rule, name }) => isShown(`${rule} ${name.zh} ${name.en}`, filter));
  const chosen = wanted ?? shown[0]?.rule ?? null;
  return (
    <div class="rules">
      <nav class="rules-list" aria-label={sayPage('rules.title')}>
        <FilterBox label={sayPage('rules.filter')} filter={filter} onFilter={setFilter} />
        {running?.ok && running.value.problems.length > 0 && <p class="rules-wrong">{running.value.problems[0]}</p>}
        <ol>
          {shown.map(({ rule, version, name, domain, watched }) => {
            const draft = open(rule);
            return (
              <li key={rule}>
                <button type="button" aria-pressed={rule === chosen} onClick={() => setWanted(rule)}>
                  <span class="rules-name clip">{sayText(name)}</span>
                  <span class="low number">v{version}</span>
                  <span class="mid clip">
                    {sayDomain(domain)[language.value]} · {watched} · {rule}
                  </span>
                  {draft && (
                    <span class="rules-draft">
                      v{draft.version} {sayPage(`rules.state.${draft.state}`)}
                    </span>
                  )}
                </button>
              </li>
            );
          })}
          {unknown.map((rule) => (
            <li key={rule}>
              <button type="button" aria-pressed={rule === chosen} onClick={() => setWanted(rule)}>
                <span class="rules-name clip">{rule}</span>
                <span class="rules-draft">
                  {sayPage(`rules.state.${versions.findLast((each) => each.rule === rule)!.state}`)}
                </span>
              </button>
            </li>
          ))}
        </ol>
        {shown.length === 0 && <p class="mid rules-wrong">{sayPage('palette.none', { text: filter })}</p>}
      </nav>
      {chosen ? (
        <RuleBench
          key={chosen}
          {...props}
          rule={chosen}
          version={rules.find((each) => each.rule === chosen)?.version ?? 0}
          versions={versions.filter((each) => each.rule === chosen)}
          onStep={() => setRound((before) => before + 1)}
        />
      ) : (
        <p class="page-note mid">{sayPage('rules.choose')}</p>
      )}
    </div>
  );
}
