/** Walks the pages that people follow: every path, link, command, option, script, variable and sentence must exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../ops/cli/commands/index.ts';
import { ROOT } from '../ops/root.ts';
import { listFiles } from '../ops/tidy/sources.ts';

const DECISIONS = readdirSync(join(ROOT, 'docs', 'decisions')).map((name) => `docs/decisions/${name}`);
const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

const files = listFiles(/./);
const FOLDER_PAGES = files.filter((path) => path.endsWith('/README.md'));
const PAGES = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', ...GUIDES, ...DECISIONS, ...FOLDER_PAGES].map(
  (path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }),
);
const folders = new Set(files.flatMap((path) => ancestorsOf(path)));
const roots = new Set(files.map((path) => path.split('/')[0] ?? path));
/** What is said in templates stands for its own: `${path}` becomes `…`, as the pages write it. */
const sources = files
  .filter((path) => /\.(tsx?|mjs|ya?ml)$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => readFileSync(join(ROOT, path), 'utf8').replaceAll(/\$\{[^{}]*\}/g, '…'))
  .join('\n');

function ancestorsOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...ancestorsOf(folder)];
}

/** Lines of code blocks and texts in backticks. */
function codeIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const rest = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...blocks, ...[...rest.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')];
}

/** `domains/<name>/rules/*.yaml` is there when at least one file or folder has that form. */
function isThere(path: string): boolean {
  const clean = path.replace(/\/$/, '');
  if (!/[<*]/.test(clean)) return files.includes(clean) || folders.has(clean);
  const form = clean.replaceAll(/[.+()]/g, '\\$&').replaceAll(/<[^>]+>|\*/g, '[^/]+');
  const pattern = new RegExp(`^${form}$`);
  return files.some((one) => pattern.test(one)) || [...folders].some((one) => pattern.test(one));
}

const PATH = /^[\w.-]+(\/[\w.<>*-]*)+$/;
const FILE = /^[\w-]+\.(md|json|yml|tsx?)$/;
/** Made at run time, or by the reader. */
const MADE = new Set(['secrets.json', 'running.json', 'stations.json']);

/** What looks like a path from the root, or from the page's own folder. */
function namesPath(code: string, folder: string): boolean {
  const first = code.split('/')[0] ?? '';
  const isOurs = roots.has(first) || folders.has(join(folder, first));
  return (PATH.test(code) && isOurs) || (FILE.test(code) && !MADE.has(code));
}

function isNamedRightly(code: string, folder: string): boolean {
  const isSomewhere = FILE.test(code) && files.some((one) => one.startsWith(folder) && one.endsWith(`/${code}`));
  return isThere(code) || isThere(join(folder, code)) || isSomewhere;
}

describe.each(PAGES)('$path', ({ path, text }) => {
  it('names paths that exist', () => {
    const folder = FOLDER_PAGES.includes(path) ? dirname(path) : '';
    const named = codeIn(text).filter((code) => namesPath(code, folder));
    expect(named.filter((code) => !isNamedRightly(code, folder))).toEqual([]);
  });

  it('links to what exists', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const own = links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => link.split('#')[0] ?? '');
    expect(own.filter((link) => link !== '' && !existsSync(join(ROOT, dirname(path), link)))).toEqual([]);
  });

  it('names commands and options that exist', () => {
    const wrong: string[] = [];
    for (const [line, words] of commandLines(text)) {
      const names = COMMANDS.filter(({ name }) => name === words[0] || name === words.slice(0, 2).join(' '));
      const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${words[0]} `));
      const [command] = names;
      if (command === undefined && !(isGroup && words.length === 1) && words[0] !== 'help') wrong.push(line);
      if (command === undefined) continue;
      const known = new Set(['json', 'help', ...Object.keys(command.options)]);
      const options = [...line.matchAll(/\s--([a-z-]+)/g)].map((match) => match[1] ?? '');
      wrong.push(...options.filter((one) => one !== 'no-install' && !known.has(one)).map((one) => `${line}: --${one}`));
    }
    expect(wrong).toEqual([]);
  });

  it('names scripts, variables and metrics that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const run = [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[a-z]+)\b/g)].map((match) => match[1] ?? '');
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
    const names = [...text.matchAll(/\b(?:CHENGYUN_[A-Z_]+[A-Z]|chengyun_[a-z_]+)\b/g)].map((match) => match[0]);
    expect(names.filter((name) => !sources.includes(name))).toEqual([]);
  });
});

/** Each `chengyun ...` with the one or two words after it; placeholders end it. */
function commandLines(text: string): [line: string, words: string[]][] {
  return codeIn(text).flatMap((line) => {
    const said = /(?:^|\s)chengyun ([a-z](?:[a-z ]|(?<=[a-z])-(?=[a-z]))*)/.exec(line.split('#')[0] ?? '')?.[1];
    return said === undefined ? [] : [[line.split('#')[0] ?? '', said.trim().split(' ')] as [string, string[]]];
  });
}

/** The first table whose rows begin with `up`. */
function commandTable(text: string): string {
  const from = text.indexOf('| `up`');
  return text.slice(from, text.indexOf('\n\n', from));
}

it('the table of commands in both READMEs is the list of commands', () => {
  const rows = (text: string) =>
    [...commandTable(text).matchAll(/^\| `([a-z][^`]*)` +\|/gm)].flatMap((match) => {
      const [first = '', second] = (match[1] ?? '').replaceAll('\\', '').split(' ');
      const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${first} `));
      return isGroup ? (second ?? '').split('|').map((one) => `${first} ${one}`) : [first];
    });
  const told = COMMANDS.map(({ name }) => name).filter((name) => name !== 'migrate');
  for (const { path, text } of PAGES.slice(0, 2)) expect(rows(text).sort(), path).toEqual([...told].sort());
});

it('the sentences in the operations page are what the program says', () => {
  const page = PAGES.find(({ path }) => path === 'docs/operations.md')?.text ?? '';
  const table = page.slice(page.indexOf('## What each sentence means'));
  const sentences = [...table.matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1] ?? '').slice(2);
  expect(sentences.length).toBeGreaterThan(30);
  // A sentence may be put together from parts, at its punctuation.
  const parts = sentences.flatMap((sentence) => sentence.split(/[…;:().,]/)).map((one) => one.trim());
  expect(parts.filter((one) => one !== '' && !sources.includes(one))).toEqual([]);
});

it('every reason of refusal is explained', () => {
  const page = PAGES.find(({ path }) => path === 'docs/operations.md')?.text ?? '';
  const reasons = /REJECTION_REASONS = \[([\s\S]*?)\]/.exec(sources)?.[1]?.match(/[a-z-]+/g) ?? [];
  expect(reasons.length).toBeGreaterThan(10);
  expect(reasons.filter((reason) => !new RegExp(`^\\| \`${reason}\` +\\|`, 'm').test(page))).toEqual([]);
});

it('decisions are numbered without a gap, and say what was rejected', () => {
  const numbers = DECISIONS.map((path) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const PARTS = ['## Context', '## Decision', '## Consequences', '## Rejected'];
  for (const { path, text } of PAGES.filter((page) => DECISIONS.includes(page.path))) {
    expect(text.match(/^## .+$/gm), path).toEqual(PARTS);
  }
});
