-- Ticks of every timeline, so that a back-test can put stored observations behind the barriers that they came behind
-- when they were new. `facts` and `forecasts` are the offsets up to which those streams were in.
CREATE TABLE ticks (
  timeline text NOT NULL, n bigint NOT NULL, at timestamptz NOT NULL, facts bigint NOT NULL, forecasts bigint,
  PRIMARY KEY (timeline, n)
);
CREATE INDEX ticks_by_time ON ticks (timeline, at);
-- Newest tick of the timeline in the partition when the event was logged, as for observations; null for older rows.
ALTER TABLE device_events ADD COLUMN tick bigint;
