import { readFileSync } from 'node:fs';
import { ObservationsMessageSchema } from '@chengyun/contracts';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { DOMAINS, metricStandards } from './index.ts';

test('every metric and asset is defined once', () => {
  expect(metricStandards().get('water.level')?.unit).toBe('m');
  expect(() => metricStandards([...DOMAINS, DOMAINS[0]!])).toThrow(/defined twice/);
});

test('assets that report levels carry a datum, and only made-up sections are called fictional', () => {
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  for (const asset of assets.filter((each) => ['tide-gauge', 'flood-wall'].includes(each.kind))) {
    expect(asset.datum).toBe('wusong');
  }
  expect(assets.filter((each) => each.fictional).map((each) => each.id)).toEqual(['flood-wall-bailianjing']);
});

test('vital signs name metrics and assets that exist', () => {
  const metrics = metricStandards();
  for (const domain of DOMAINS) {
    for (const vital of domain.vitals) {
      expect(metrics.has(vital.metric)).toBe(true);
      if (vital.asset) expect(domain.assets.some((asset) => asset.id === vital.asset)).toBe(true);
    }
  }
});

test('the sample messages are what ingest accepts: schema, metric, unit, asset', () => {
  const metrics = metricStandards();
  for (const domain of DOMAINS) {
    const messages: unknown = JSON.parse(readFileSync(new URL('sample.json', domain.folderUrl), 'utf8'));
    expect(Array.isArray(messages)).toBe(true);
    for (const message of messages as unknown[]) {
      Value.Assert(ObservationsMessageSchema, message);
      for (const item of message.items) {
        expect(metrics.get(item.metric)?.unit, item.metric).toBe(item.unit);
        expect(domain.assets.some((asset) => asset.id === item.asset)).toBe(true);
      }
    }
  }
});

test('every kind, attribute and owner of an asset has a name in both languages', () => {
  for (const domain of DOMAINS) {
    const keys = domain.assets.flatMap(({ kind, attributes, owner }) => [
      `kind.${kind}`,
      ...Object.keys(attributes).map((name) => `attribute.${name}`),
      ...(owner ? [`owner.${owner}`] : []),
    ]);
    for (const key of keys)
      expect(domain.names[key], `${domain.id} ${key}`).toEqual({
        zh: expect.stringMatching(/./),
        en: expect.stringMatching(/./),
      });
    expect(Object.keys(domain.names).filter((key) => !keys.includes(key))).toEqual([]);
  }
});

test('layers are named after their domain, and show assets and metrics that it has', () => {
  const metrics = metricStandards();
  const ids = DOMAINS.flatMap((domain) => domain.layers.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, assets, layers, procedures } of DOMAINS) {
    expect(layers.length, id).toBeGreaterThan(0);
    for (const layer of layers) {
      expect(layer.id.startsWith(`${id}.`), layer.id).toBe(true);
      expect(layer.name.zh.length * layer.name.en.length, layer.id).toBeGreaterThan(0);
      if (layer.draw.as === 'roads') expect(procedures, layer.id).toHaveProperty([layer.draw.rule]);
      if (!('assets' in layer.of)) continue;
      const { assets: kind, metric } = layer.of;
      expect(
        assets.some((asset) => asset.kind === kind),
        layer.id,
      ).toBe(true);
      if (metric !== undefined) expect(metrics.has(metric), layer.id).toBe(true);
    }
  }
});
