/** The style held by a test: who imports whom, where time and chance come from, what a domain folder must hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { IMPORT_TABLE, ruleFor, TEST_OWN } from './import-table.ts';
import { importsOf, listFiles, readSources } from './sources.ts';

const sources = readSources();
const rooms = [...new Set(Object.keys(IMPORT_TABLE).map((room) => room.split('/')[0] ?? room))];
const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.includes('/testing/') || path.includes('/harness/');

describe('imports', () => {
  it('finds imports in every form they are written', () => {
    const text = `import a from './a.ts';\nimport {\n  b,\n} from '@chengyun/platform/log/log.ts';\nexport * from "node:fs";\nimport('three');`;
    expect(importsOf('edge/x.ts', text)).toEqual(['edge/a.ts', 'platform/log/log.ts', 'node:fs', 'three']);
  });

  it('follow the table', () => {
    const broken: string[] = [];
    for (const { path, imports } of sources) {
      const found = ruleFor(path);
      if (found === null) continue;
      const { room, rule } = found;
      const allowed = rule.own === 'any' ? null : [room, 'contracts', ...rule.own, ...(isTest(path) ? TEST_OWN : [])];
      for (const name of imports) {
        const isOurs = rooms.includes(name.split('/')[0] ?? '');
        if (isOurs && allowed && !allowed.some((one) => name === one || name.startsWith(`${one}/`))) {
          broken.push(`${path} imports ${name}`);
        }
        if (!isTest(path) && rule.never?.test(name)) broken.push(`${path} imports ${name}`);
      }
    }
    expect(broken).toEqual([]);
  });
});

describe('time and chance', () => {
  const BANNED = /\bDate\.now\(|\bnew Date\(\s*\)|\bperformance\.now\(|\bMath\.random\(|\brandomUUID\(/;
  const ALLOWED = [
    /(^|\/)clock\.ts$/,
    /(^|\/)main\.tsx?$/,
    /(^|\/)chance\.ts$/,
    /^ops\//,
    /^bench\//,
    /^models\/(training|evaluation)\//,
    /^console\/scene\/harness\//,
  ];

  it('come in as arguments, from the few files that own them', () => {
    const broken = sources
      .filter(({ path }) => !isTest(path) && !ALLOWED.some((pattern) => pattern.test(path)))
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line, index) => (BANNED.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
      );
    expect(broken).toEqual([]);
  });
});

describe('domain folders', () => {
  it('are all listed, and nothing else is', () => {
    const folders = readdirSync(join(ROOT, 'domains'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map((entry) => entry.name);
    expect(DOMAINS.map((domain) => domain.id).sort()).toEqual(folders.sort());
  });

  it.each(DOMAINS.map((domain) => [domain.id, domain] as const))('%s is complete', (id, domain) => {
    const folder = join(ROOT, 'domains', id);
    const rules = readdirSync(join(folder, 'rules')).filter((name) => name.endsWith('.yaml'));
    const cases = readdirSync(join(folder, 'cases')).filter((name) => name.endsWith('.yaml'));
    expect(existsSync(join(folder, 'README.md')), 'README.md').toBe(true);
    expect(rules.length, 'rules').toBeGreaterThan(0);
    const tested = cases.map((name) => readFileSync(join(folder, 'cases', name), 'utf8')).join('\n');
    for (const name of rules) {
      const rule = /^id:\s*(\S+)/m.exec(readFileSync(join(folder, 'rules', name), 'utf8'))?.[1] ?? name;
      expect(tested, `a case for ${rule}`).toContain(rule);
      expect(Object.keys(domain.procedures), `a procedure for ${rule}`).toContain(rule);
    }
    for (const metric of domain.metrics) {
      expect(metric.name.zh.length * metric.name.en.length, `both names of ${metric.id}`).toBeGreaterThan(0);
      expect(metric.unit, `unit of ${metric.id}`).not.toBe('');
    }
  });
});

describe('files', () => {
  it('have names that say what is inside', () => {
    const vague = sources
      .map(({ path }) => path)
      .filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(path));
    expect(vague).toEqual([]);
  });

  it('stay short enough to be read', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ path, lines }) => lines > (isTest(path) ? 400 : 300))
      .map(({ path, lines }) => `${path} ${lines}`);
    expect(long).toEqual([]);
  });

  it('name nothing of the machine they were written on', () => {
    const places = listFiles(/\.(tsx?|mjs|json|ya?ml|md|sh|css|html|sql)$/).filter((path) => {
      if (path === 'package-lock.json' || path.startsWith('ops/tidy/')) return false;
      return /["'\s(](\/work\/|\/root\/)/.test(readFileSync(join(ROOT, path), 'utf8'));
    });
    expect(places).toEqual([]);
  });

  it('skip no test silently', () => {
    const silent = sources.filter(
      ({ path, text }) => isTest(path) && /\b(it|test|describe)\.(skip|todo|only)\(/.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
