/** How many of the alert rules that other people published can be said, where the evaluation data is at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importAlerts } from './import-rules.ts';
import { readAlerts } from './rule-file.ts';

const data = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const file = `${data}/peer-corpora/awesome-rules/rules.yml`;
const absent = !existsSync(file);

describe.skipIf(absent)(
  absent ? `awesome-prometheus-alerts (not run: no ${file}; set CHENGYUN_DATA_DIR)` : 'awesome-prometheus-alerts',
  () => {
    test('nearly all compile, and each of the rest has a reason', () => {
      const { alerts, recorded } = readAlerts(file, readFileSync(file, 'utf8'));
      const { numeric, statable, constant, reasons } = importAlerts(alerts, 'imported');
      expect({ alerts: alerts.length, recorded, numeric, statable, constant }).toEqual({
        ...{ alerts: 1155, recorded: 0, numeric: 1154, statable: 1145, constant: 1 },
      });
      expect(Object.fromEntries(reasons)).toEqual({
        'label_replace()': 2,
        'subquery: an expression evaluated at steps of its own': 2,
        'count_values() over label sets': 1,
        'labels by which it groups come from another series': 1,
        'quantile_over_time()': 1,
        'stddev() over label sets': 1,
        'the loader: a window is longer than 8d': 1,
      });
    });
  },
);
