/** The rules as they run: the files of the domains with the versions in force in their place. Loaded anew when a step changed them. */
import {
  type LoadedRules,
  loadRules,
  type RuleChanges,
  type RuleFile,
  readDomainFiles,
  ruleIdIn,
} from '@chengyun/analytics/rules/load-rules.ts';
import { courseKey, type Domain } from '@chengyun/contracts';
import { cityAssets, metricStandards } from '@chengyun/domains/index.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { readRuleText } from '@chengyun/platform/store/rule-versions.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { RuleBook } from './rule-book.ts';

export interface RunningRules {
  readonly loaded: LoadedRules;
  /** What runs instead of the files of the domains. */
  readonly changes: RuleChanges;
  /** By rule id, the text that runs. */
  readonly texts: ReadonlyMap<string, RuleFile>;
  /** The same set with one text in place of the rule of its id. */
  readonly with: (file: RuleFile) => LoadedRules;
}

export interface RunningRulesDeps {
  readonly store: Store;
  readonly book: RuleBook;
  readonly domains: readonly Domain[];
}

/** Assets may be registered at any time; what was loaded is believed for so long. */
const FRESH_MS = 60_000;

export function createRunningRules({ store, book, domains }: RunningRulesDeps, nowMs: () => number) {
  let kept: { readonly key: string; readonly atMs: number; readonly running: Promise<RunningRules> } | null = null;

  async function load(): Promise<RunningRules> {
    const assets = cityAssets(domains, await listAssets(store));
    const metrics = metricStandards(domains);
    const { inForce } = book.course();
    const instead: RuleFile[] = [];
    for (const [rule, version] of inForce) {
      const found = version && (await readRuleText(store, rule, version.version));
      if (found) instead.push({ file: `rules/${rule}@${found.version}.yaml`, text: found.text });
    }
    const without = new Set([...inForce].filter(([, version]) => version === null).map(([rule]) => rule));
    const files = domains.flatMap((domain) => readDomainFiles(domain, 'rules'));
    const texts = new Map<string, RuleFile>();
    for (const file of [...files, ...instead]) {
      const id = ruleIdIn(file.text)?.id;
      if (id !== undefined && !without.has(id)) texts.set(id, file);
    }
    return {
      loaded: loadRules(domains, metrics, assets, { instead, without }),
      changes: { instead, without },
      texts,
      with: (file) => {
        const id = ruleIdIn(file.text)?.id;
        const others = instead.filter(({ text }) => ruleIdIn(text)?.id !== id);
        return loadRules(domains, metrics, assets, { instead: [...others, file], without });
      },
    };
  }

  return {
    now: (): Promise<RunningRules> => {
      const key = courseKey(book.course());
      if (kept?.key !== key || nowMs() - kept.atMs > FRESH_MS) kept = { key, atMs: nowMs(), running: load() };
      return kept.running;
    },
  };
}
