import { PROBLEMS, type Problem, type ProblemKind } from './geometry-check.ts';

const EXAMPLES_MAX = 5;

/** Features that were found wanting, by kind, with a few of each by name. */
export interface Findings {
  readonly add: (feature: string, problem: Problem) => void;
  readonly total: number;
  readonly list: () => readonly Finding[];
}

export interface Finding {
  readonly kind: ProblemKind;
  readonly count: number;
  readonly examples: readonly { readonly feature: string; readonly says: string }[];
}

export function createFindings(): Findings {
  const found = new Map<ProblemKind, { count: number; examples: { feature: string; says: string }[] }>();
  let total = 0;
  return {
    add(feature, { kind, says }) {
      const of = found.get(kind) ?? { count: 0, examples: [] };
      of.count++;
      if (of.examples.length < EXAMPLES_MAX) of.examples.push({ feature, says });
      found.set(kind, of);
      total++;
    },
    get total() {
      return total;
    },
    list: () => [...found].map(([kind, of]) => ({ kind, ...of })),
  };
}

/** Lines for a person. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ kind, count, examples }) => [
    `${count.toLocaleString('en')} ${count === 1 ? 'feature' : 'features'} with ${PROBLEMS[kind]}:`,
    ...examples.map(({ feature, says }) => `  ${feature}: ${says}`),
    ...(count > examples.length ? [`  and ${(count - examples.length).toLocaleString('en')} more`] : []),
  ]);
}
