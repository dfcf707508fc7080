/** Why a rule does not look at an asset at all. */
import type { Asset, Bilingual, Explanation } from '@chengyun/contracts';
import { AssetAttributes } from '../rules/cel.ts';
import type { Rule } from '../rules/rule.ts';

export interface Unwatched {
  readonly timeline: string;
  readonly at: number;
  readonly rule: string;
  readonly asset: string;
}

/** `rules` and `assets`: everything there is, to tell what is unknown from what is left out. */
export function explainUnwatched(
  about: Unwatched,
  rules: readonly Rule[],
  assets: readonly Asset[],
  problems: readonly string[],
): Explanation {
  const rule = rules.find(({ id }) => id === about.rule) ?? null;
  const asset = assets.find(({ id }) => id === about.asset) ?? null;
  return {
    ...{ timeline: about.timeline, at: about.at, rule: about.rule, asset: about.asset },
    ...{ ruleVersion: rule?.version ?? null, verdict: 'not-watched', inShadow: false },
    reasons: [...reasons(about, rule, asset), ...problems.map((text) => ({ zh: text, en: text }))],
    ...{ inputs: [], lets: [], levels: [], alarm: null, silence: null },
    ...{ source: rule?.source ?? { zh: '', en: '' }, file: rule?.file ?? '' },
  };
}

function reasons(about: Unwatched, rule: Rule | null, asset: Asset | null): Bilingual[] {
  if (rule === null) return [{ zh: `没有正在运行的规则 ${about.rule}`, en: `No rule ${about.rule} runs` }];
  if (asset === null) return [{ zh: `没有对象 ${about.asset}`, en: `There is no asset ${about.asset}` }];
  const kinds = rule.kinds.join(', ');
  if (!rule.kinds.includes(asset.kind)) {
    return [
      {
        zh: `规则只看 ${kinds}，${asset.name.zh}是 ${asset.kind}`,
        en: `The rule watches ${kinds}; ${asset.name.en} is a ${asset.kind}`,
      },
    ];
  }
  if (rule.where && !isTrue(rule, asset)) {
    const { text } = rule.where;
    return [{ zh: `${asset.name.zh}不满足条件 where：${text}`, en: `${asset.name.en} does not fit where: ${text}` }];
  }
  const wanted = [...new Set(rule.levels.flatMap(({ when }) => when.attributes))];
  const lacking = wanted.filter((name) => asset.attributes[name] === undefined).join(', ');
  return [{ zh: `${asset.name.zh}缺少属性 ${lacking}`, en: `${asset.name.en} lacks the attributes ${lacking}` }];
}

function isTrue(rule: Rule, asset: Asset): boolean {
  try {
    return rule.where?.evaluate({ asset: new AssetAttributes(asset.attributes) }) === true;
  } catch {
    // It reads an attribute that this asset does not have.
    return false;
  }
}
