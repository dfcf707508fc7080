/**
 * Texts of alarms with values in them: `{minutes} min`, `{level:2} m`. The digit after the colon is the number of
 * decimals (default 0). Names are inputs, lets, `asset.<attribute>`, `value`, `threshold`, `held` (minutes that the
 * condition has held) and `asset` (its name in the language of the text).
 */
export interface TemplateValues {
  readonly numbers: Readonly<Record<string, number | null>>;
  readonly asset: string;
}

export type Template = (values: TemplateValues) => string;

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9.]*)(?::([0-6]))?\}/g;

/** Names that a text wants filled in, apart from `asset`. */
export function namesInTemplate(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1]!).filter((name) => name !== 'asset');
}

export function compileTemplate(text: string): Template {
  return ({ numbers, asset }) =>
    text.replace(PLACEHOLDER, (_, name: string, digits: string | undefined) => {
      if (name === 'asset') return asset;
      const value = numbers[name];
      return value === null || value === undefined ? '–' : value.toFixed(Number(digits ?? 0));
    });
}
