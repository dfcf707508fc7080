/** Writes rule.schema.json from the schema in code: `node analytics/rules/write-schema.ts`. A test keeps them equal. */
import { writeFileSync } from 'node:fs';
import { RuleSchema } from './rule-schema.ts';

export function ruleSchemaText(): string {
  return `${JSON.stringify(RuleSchema, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL('./rule.schema.json', import.meta.url), ruleSchemaText());
