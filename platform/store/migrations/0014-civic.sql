-- Where an officer is during an open task: the newest place alone, never a track.
CREATE TABLE officer_positions (
  account text PRIMARY KEY REFERENCES accounts ON DELETE CASCADE, lon_deg double precision NOT NULL,
  lat_deg double precision NOT NULL, at timestamptz NOT NULL
);
-- Hazards that citizens told of. Who did is not known: the token that shows its state is kept as its SHA-256.
CREATE TABLE citizen_reports (
  id text PRIMARY KEY, token_sha256 bytea NOT NULL UNIQUE, kind text NOT NULL, text text NOT NULL,
  lon_deg double precision NOT NULL, lat_deg double precision NOT NULL, district text, photo bytea,
  state text NOT NULL, at timestamptz NOT NULL, judged_at timestamptz, judged_by text, note text NOT NULL DEFAULT '',
  timeline text, alarm text, linked_at timestamptz, expired_at timestamptz
);
CREATE INDEX citizen_reports_by_time ON citizen_reports (at DESC);
-- What another department may read, until when, and who said so.
CREATE TABLE data_shares (
  id text PRIMARY KEY, department text NOT NULL, purpose text NOT NULL, metrics text[] NOT NULL, districts text[],
  from_at timestamptz NOT NULL, to_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  requested_by text NOT NULL, requested_at timestamptz NOT NULL, state text NOT NULL, decided_by text,
  decided_at timestamptz, reason text NOT NULL DEFAULT '', token_sha256 bytea UNIQUE, reads bigint NOT NULL DEFAULT 0
);
