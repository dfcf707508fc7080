/** What must hold for every model: one suite for all of them. */
import { describe, expect, it } from 'vitest';
import type { ForecastInputs, ForecastModel, GridSeries } from '../model.ts';
import { errorsOf, persistenceAt } from '../skill.ts';
import { brokenAt, fitOptions, madeStorms, madeStreets, madeTide, until } from '../testing/made-series.ts';
import { MODELS, modelFor } from './index.ts';
import { createLevelRain } from './level-rain.ts';
import { createProfileModel } from './profile-model.ts';
import { createTideResidual } from './tide-residual.ts';

const SHORT = { steps: 48, batch: 64, hidden: [16, 16] } as const;
/** Each model is fitted three times. */
const PATIENCE = { timeout: 120_000 };

interface Case {
  readonly model: ForecastModel;
  readonly group: readonly ForecastInputs[];
  readonly unseen: ForecastInputs;
  /** Index of `unseen` from which on it is asked. */
  readonly from: number;
}

/** A storm that the pumps can take says nothing about depth. */
const flooding = (storms: readonly ForecastInputs[]) =>
  storms.find(({ target }) => target.values.some((value) => value > 10))!;

const streets = madeStreets(5, 3);
const cases: readonly (readonly [string, Case])[] = [
  [
    'tide-residual',
    { model: createTideResidual(SHORT), group: [madeTide(16, 1)], unseen: madeTide(18, 1), from: 4_700 },
  ],
  [
    'level-rain',
    { model: createLevelRain(SHORT), group: madeStorms(24, 5), unseen: flooding(madeStorms(12, 77)), from: 20 },
  ],
  [
    'flow-neighbours',
    {
      model: createProfileModel({ id: 'flow-neighbours', withNeighbours: true, training: SHORT }),
      group: streets.map((one) => until(one, 4 * 288)),
      unseen: streets[0]!,
      from: 4 * 288,
    },
  ],
  [
    'occupancy-profile',
    {
      model: createProfileModel({ id: 'occupancy-profile', withNeighbours: false, training: SHORT }),
      group: streets.map((one) => until(one, 4 * 288)),
      unseen: streets[0]!,
      from: 4 * 288,
    },
  ],
];

const without = (one: GridSeries, from: number): GridSeries => ({
  ...one,
  values: one.values.map((value, i) => (i >= from ? Number.NaN : value)),
});

describe.each(cases)('%s', PATIENCE, (id, { model, group, unseen, from }) => {
  const told: number[] = [];
  const fitted = model.fit(group, { ...fitOptions(), onProgress: (done) => void told.push(done) });
  const moments = Array.from({ length: 12 }, (_, i) => from + i * 3);

  it('says an ordered band of whole length at any moment, also over gaps', async () => {
    const { predict } = await fitted;
    expect(model.id).toBe(id);
    for (const end of moments) {
      const bands = predict(until(unseen, end));
      expect([bands.p10.length, bands.p50.length, bands.p90.length]).toEqual(Array(3).fill(model.steps));
      expect(brokenAt(bands), `moment ${end}`).toBe(-1);
    }
    const known = until(unseen, from + 33);
    const gappy = { target: without(known.target, from + 20), helpers: known.helpers.map((one) => without(one, from)) };
    expect(brokenAt(predict(gappy))).toBe(-1);
    expect(brokenAt(predict({ target: known.target, helpers: [] }))).toBe(-1);
  });

  it('beats persistence on what it has not seen', async () => {
    const { predict } = await fitted;
    const ahead = model.steps >> 1;
    const truth = moments.map((end) => unseen.target.values[end + ahead]!);
    const said = moments.map((end) => predict(until(unseen, end)).p50[ahead - 1]!);
    const persistence = moments.map((end) => persistenceAt(unseen.target.values, end));
    expect(errorsOf(said, truth).rmse).toBeLessThan(errorsOf(persistence, truth).rmse);
  });

  it('says the same after it was kept as text, and looks at no more than it says it needs', async () => {
    const { predict, save } = await fitted;
    const again = model.load(JSON.parse(JSON.stringify(save())));
    for (const end of moments) {
      const inputs = until(unseen, end);
      expect(again.predict(inputs)).toEqual(predict(inputs));
      const keep = Math.min(end + 1, model.predictNeedsMs / model.stepMs + 1);
      const cut = (one: GridSeries) => ({
        ...one,
        fromMs: one.fromMs + (end + 1 - keep) * one.stepMs,
        values: one.values.slice(end + 1 - keep, end + 1),
      });
      expect(again.predict({ target: cut(inputs.target), helpers: inputs.helpers.map(cut) })).toEqual(predict(inputs));
    }
  });

  it('is the same model again from the same series and seed, and another from another seed', async () => {
    const state = JSON.stringify((await fitted).save());
    expect(JSON.stringify((await model.fit(group, fitOptions())).save())).toBe(state);
    expect(JSON.stringify((await model.fit(group, fitOptions(2))).save())).not.toBe(state);
  });

  it('stops when it is told to, and says in one sentence that there is too little to learn from', async () => {
    await expect(model.fit(group, fitOptions(1, AbortSignal.abort(new Error('enough'))))).rejects.toThrow('enough');
    const little = group.slice(0, 1).map((one) => until(one, 30));
    await expect(model.fit(little, fitOptions())).rejects.toMatchObject({ code: 'FORECAST_HISTORY' });
    await expect(model.fit([], fitOptions())).rejects.toMatchObject({ code: 'FORECAST_HISTORY' });
  });

  it('reports how far it is, never backwards', async () => {
    await fitted;
    expect(told.at(-1)).toBeCloseTo(1, 9);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });
});

describe('the list of models', () => {
  it('has one model for a metric', () => {
    const metrics = MODELS.flatMap((entry) => entry.metrics);
    expect(new Set(metrics).size).toBe(metrics.length);
    expect(modelFor('water.level')?.model.id).toBe('tide-residual');
    expect(modelFor('camera.online')).toBeNull();
  });

  it('holds no model that asks for less history than a prediction needs', () => {
    for (const { model } of MODELS) expect(model.fitNeedsMs).toBeGreaterThanOrEqual(model.predictNeedsMs);
  });
});
