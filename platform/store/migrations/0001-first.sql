-- The log: compressed batches, one row each. The partition row is locked by every append, so that offsets are gap-free
-- and become visible in order.
CREATE TABLE log_partitions (
  stream text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0, owner text NOT NULL DEFAULT '',
  PRIMARY KEY (stream, partition)
);
CREATE TABLE log_batches (
  stream text NOT NULL, partition int NOT NULL, base_offset bigint NOT NULL, count int NOT NULL,
  producer text NOT NULL, producer_seq bigint NOT NULL, appended_at timestamptz NOT NULL DEFAULT now(),
  payload bytea NOT NULL,
  PRIMARY KEY (stream, partition, base_offset)
);
ALTER TABLE log_batches ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE TABLE log_producers (
  stream text NOT NULL, partition int NOT NULL, producer text NOT NULL, last_seq bigint NOT NULL,
  PRIMARY KEY (stream, partition, producer)
);
CREATE TABLE log_marks (
  stream text NOT NULL, partition int NOT NULL, key text NOT NULL, value bigint NOT NULL,
  PRIMARY KEY (stream, partition, key)
);

-- A consumer's cursor moves in the same transaction as its effect.
CREATE TABLE cursors (
  consumer text NOT NULL, stream text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL,
  PRIMARY KEY (consumer, stream, partition)
);
-- State of an engine together with the offsets it stands for.
CREATE TABLE snapshots (
  name text PRIMARY KEY, offsets jsonb NOT NULL, state bytea NOT NULL, taken_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE timelines (
  id text PRIMARY KEY, kind text NOT NULL, clock text NOT NULL, pace double precision NOT NULL,
  anchor_wall_ms bigint NOT NULL, anchor_timeline_ms bigint NOT NULL, conductor text, label text NOT NULL,
  ended_at_ms bigint
);
INSERT INTO timelines VALUES ('live', 'live', 'wall', 1, 0, 0, NULL, 'Live', NULL);

CREATE TABLE assets (id text PRIMARY KEY, body jsonb NOT NULL);
CREATE TABLE devices (
  id text PRIMARY KEY, kind text NOT NULL, timeline text NOT NULL REFERENCES timelines, assets text[] NOT NULL,
  secret_sha256 bytea NOT NULL, created_at_ms bigint NOT NULL, revoked_at_ms bigint
);

-- Observations, keyed by a small series number. Rows keep their place in the log, so that a back-test can read them in
-- log order after the log has expired. On TimescaleDB the table becomes a hypertable (see timescale.ts).
CREATE TABLE series (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, timeline text NOT NULL, asset text NOT NULL, metric text NOT NULL,
  UNIQUE (timeline, asset, metric)
);
CREATE TABLE observations (
  at timestamptz NOT NULL, series int NOT NULL, value double precision NOT NULL, quality smallint NOT NULL,
  flags smallint NOT NULL, tick bigint NOT NULL, partition smallint NOT NULL, log_offset bigint NOT NULL,
  item smallint NOT NULL
);
CREATE TABLE device_events (
  at timestamptz NOT NULL, timeline text NOT NULL, device text NOT NULL, asset text NOT NULL, event text NOT NULL,
  body jsonb NOT NULL, partition smallint NOT NULL, log_offset bigint NOT NULL, item smallint NOT NULL
);
CREATE INDEX device_events_by_time ON device_events (timeline, at DESC);

-- Alarms: the newest record of each, and every transition. At most one alarm per identity is out of `normal`.
CREATE TABLE alarms (
  id text PRIMARY KEY, timeline text NOT NULL, rule text NOT NULL, asset text NOT NULL, condition text NOT NULL,
  state text NOT NULL, level text NOT NULL, raised_at timestamptz NOT NULL, body jsonb NOT NULL
);
CREATE UNIQUE INDEX alarms_identity ON alarms (timeline, rule, asset, condition) WHERE state <> 'normal';
CREATE INDEX alarms_by_time ON alarms (timeline, raised_at DESC);
CREATE TABLE alarm_transitions (
  log_offset bigint PRIMARY KEY, alarm text NOT NULL, timeline text NOT NULL, at timestamptz NOT NULL, body jsonb NOT NULL
);
CREATE INDEX alarm_transitions_by_alarm ON alarm_transitions (alarm, log_offset);
CREATE TABLE facts (
  log_offset bigint PRIMARY KEY, timeline text NOT NULL, actor text NOT NULL, rx_at timestamptz NOT NULL, body jsonb NOT NULL
);

CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), device text NOT NULL,
  topic text NOT NULL, reason text NOT NULL, detail text NOT NULL, payload bytea NOT NULL
);
CREATE TABLE quarantine_counts (reason text PRIMARY KEY, count bigint NOT NULL);

CREATE TABLE accounts (
  id text PRIMARY KEY, role text NOT NULL, name jsonb NOT NULL, password_hash text NOT NULL,
  lon_deg double precision, lat_deg double precision, on_duty boolean NOT NULL DEFAULT true, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sessions (
  token_sha256 bytea PRIMARY KEY, account text NOT NULL REFERENCES accounts, csrf text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), seen_at timestamptz NOT NULL DEFAULT now()
);
-- Append-only and hash-chained: hash = sha256(previous hash || canonical body).
CREATE TABLE audit (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), actor text NOT NULL,
  action text NOT NULL, subject text NOT NULL, body jsonb NOT NULL, previous_hash bytea NOT NULL, hash bytea NOT NULL
);
