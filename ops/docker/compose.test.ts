/** docker-compose.yml parses, and every script, file and variable that it names exists in the sources. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../root.ts';
import { readSources } from '../tidy/sources.ts';

interface ComposeService {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([name]) => name !== 'timescaledb');

describe('docker-compose.yml', () => {
  it('has the store and each service of the centre', () => {
    expect(compose.services.timescaledb?.image).toContain('timescale/timescaledb');
    const wanted = [
      'timescaledb',
      'migrate',
      'ingest',
      'archive',
      'analytics',
      'forecaster',
      'console',
      'edge-sensor',
      'edge-camera',
    ];
    expect(Object.keys(compose.services).sort()).toEqual(wanted.sort());
  });

  it.each(ours)('%s runs a script that exists, built from a file that exists', (_, service) => {
    expect(existsSync(join(ROOT, service.command?.[0] ?? 'none'))).toBe(true);
    expect(existsSync(join(ROOT, service.build?.dockerfile ?? 'none'))).toBe(true);
  });

  it('sets only variables that the sources read', () => {
    const sources = readSources().filter(({ path }) => !path.endsWith('compose.test.ts'));
    const read = (name: string) => sources.some((source) => source.text.includes(name));
    const unknown = ours.flatMap(([, service]) => Object.keys(service.environment ?? {})).filter((name) => !read(name));
    expect(unknown).toEqual([]);
  });

  it('explains every variable that a person may set with a default or a refusal', () => {
    const bare = [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map((match) => match[1]);
    expect(bare).toEqual([]);
  });

  it('mounts declared volumes and depends on declared services', () => {
    for (const [name, service] of services) {
      for (const volume of service.volumes ?? []) {
        expect(Object.keys(compose.volumes), name).toContain(volume.split(':')[0]);
      }
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(Object.keys(compose.services), name).toContain(other);
    }
  });
});
