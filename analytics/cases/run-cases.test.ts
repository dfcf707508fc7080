import { DOMAINS } from '@chengyun/domains/index.ts';
import { describe, expect, test } from 'vitest';
import { runAllCases } from './run-cases.ts';

describe('cases of the domains', () => {
  const results = runAllCases();
  test('every rule folder brings cases', () => {
    expect(new Set(results.map((result) => result.domain))).toEqual(new Set(DOMAINS.map(({ id }) => id)));
  });
  for (const { domain, name, failures } of results) {
    test(`${domain}: ${name}`, () => expect(failures).toEqual([]));
  }
});
