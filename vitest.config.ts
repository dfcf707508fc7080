import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // For what is awaited and not timed: a page that builds its first picture in software answers nothing for a second.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...exclude, 'ops/e2e/**'],
          sequence: { groupOrder: 0 },
        },
      },
      // Whole installations and a browser, whose times are measured: one after the other, with the machine to themselves.
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['ops/e2e/*.test.ts'],
          exclude,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
