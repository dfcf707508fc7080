-- Spans of series into which readings came late. A job of analytics evaluates them again and takes them out.
CREATE TABLE retro_spans (
  timeline text NOT NULL, asset text NOT NULL, metric text NOT NULL, from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL, readings bigint NOT NULL, PRIMARY KEY (timeline, asset, metric)
);
-- Alarms that would have been, had every reading come in time. They were never told to anybody and never will be.
CREATE TABLE retro_alarms (
  id text PRIMARY KEY, timeline text NOT NULL, rule text NOT NULL, rule_version int NOT NULL, asset text NOT NULL,
  condition text NOT NULL, why text NOT NULL, level text NOT NULL, raised_at timestamptz NOT NULL,
  cleared_at timestamptz, title jsonb NOT NULL, found_at timestamptz NOT NULL
);
CREATE INDEX retro_alarms_by_time ON retro_alarms (timeline, raised_at DESC);
