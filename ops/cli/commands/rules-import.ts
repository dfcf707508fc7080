import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importAlerts } from '@chengyun/analytics/promql/import-rules.ts';
import { readAlerts } from '@chengyun/analytics/promql/rule-file.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Command, EXIT } from '../command.ts';

const DOMAIN = /^[a-z][a-z0-9-]*$/;

export const rulesImportPrometheus: Command = {
  name: 'rules import-prometheus',
  usage: '<file>',
  summary: 'alert rules of Prometheus as drafts, with what cannot be said and why',
  options: {
    out: { type: 'string', value: '<dir>', summary: 'write a YAML draft for each rule here' },
    domain: { type: 'string', value: '<id>', summary: 'domain of the drafts, else imported' },
  },
  async run({ args, options, print, json, note }) {
    const [file] = args;
    if (file === undefined) throw new AppError('USAGE', 'Which file? chengyun rules import-prometheus <file>.');
    const domain = String(options.domain ?? 'imported');
    if (!DOMAIN.test(domain)) throw new AppError('USAGE', `A domain is named in small letters: not ${domain}.`);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (cause) {
      throw new AppError('RULES', `${file} cannot be read: ${(cause as Error).message}.`, { cause });
    }
    const { alerts, recorded } = readAlerts(file, text);
    const report = importAlerts(alerts, domain);
    if (typeof options.out === 'string') {
      mkdirSync(options.out, { recursive: true });
      for (const each of report.results) {
        if ('draft' in each) writeFileSync(join(options.out, `${each.draft.id}.yaml`), each.draft.text);
      }
      note('Each draft says what is to be written and decided before it may run.');
    }
    const { numeric, statable, constant, reasons } = report;
    const share = numeric > 0 ? statable / numeric : 0;
    print(`${alerts.length} alerts, ${recorded} other rules, ${constant} alerts that read no series`);
    print(`${statable} of ${numeric} that read series can be said: ${(share * 100).toFixed(1)} %`);
    for (const [reason, count] of reasons) print(`${String(count).padStart(6)}  ${reason}`);
    const refused = report.results.flatMap((each) =>
      'reason' in each ? [{ name: each.alert.name, expr: each.alert.expr, reason: each.reason }] : [],
    );
    json({
      alerts: alerts.length,
      recorded,
      constant,
      numeric,
      statable,
      share,
      reasons: Object.fromEntries(reasons),
      refused,
    });
    return EXIT.ok;
  },
};
