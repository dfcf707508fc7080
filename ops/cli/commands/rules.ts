import { runAllCases } from '@chengyun/analytics';
import { type Command, EXIT } from '../command.ts';

export const rulesTest: Command = {
  name: 'rules test',
  usage: '',
  summary: 'run the cases of every rule',
  options: {},
  async run({ print, json }) {
    const results = runAllCases();
    const failed = results.filter((one) => one.failures.length > 0);
    for (const one of results)
      print(`${one.failures.length === 0 ? '  ok  ' : 'FAILED'} ${one.domain.padEnd(10)} ${one.name}`);
    for (const one of failed) for (const failure of one.failures) print(`       ${failure}`);
    print(`${results.length - failed.length} passed, ${failed.length} failed`);
    json({ passed: results.length - failed.length, failed: failed.length, results });
    return failed.length === 0 ? EXIT.ok : EXIT.no;
  },
};
