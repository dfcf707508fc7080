-- Every forecast that was issued, in the order of its stream, so that a back-test gives rules what they had then.
CREATE TABLE forecasts (
  log_offset bigint PRIMARY KEY, timeline text NOT NULL, asset text NOT NULL, metric text NOT NULL,
  issued_at timestamptz NOT NULL, model text NOT NULL, version int NOT NULL, skilled boolean NOT NULL,
  body jsonb NOT NULL
);
CREATE INDEX forecasts_by_series ON forecasts (timeline, asset, metric, log_offset DESC);
CREATE INDEX forecasts_by_time ON forecasts (issued_at);
-- What the forecasts of a series were worth: the newest figures.
CREATE TABLE forecast_scores (
  timeline text NOT NULL, asset text NOT NULL, metric text NOT NULL, at timestamptz NOT NULL, log_offset bigint NOT NULL,
  body jsonb NOT NULL, PRIMARY KEY (timeline, asset, metric)
);
-- Fitted models. `scope` says whose series they learned from: `live`, or the kind and label of an exercise or replay.
CREATE TABLE forecast_models (
  model text NOT NULL, version int NOT NULL, series_group text NOT NULL, scope text NOT NULL, timeline text NOT NULL,
  trained_from timestamptz NOT NULL, trained_to timestamptz NOT NULL, figures jsonb NOT NULL, state bytea NOT NULL,
  fitted_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (model, version)
);
CREATE INDEX forecast_models_by_group ON forecast_models (series_group, scope, trained_to DESC);
