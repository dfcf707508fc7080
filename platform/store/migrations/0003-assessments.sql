-- What analytics found beyond single alarms; the newest of a kind replaces those before it.
CREATE TABLE assessments (
  timeline text NOT NULL, kind text NOT NULL, n bigint NOT NULL, at timestamptz NOT NULL, body jsonb NOT NULL,
  PRIMARY KEY (timeline, kind, n)
);
CREATE INDEX assessments_by_time ON assessments (at);
