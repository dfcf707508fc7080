-- What devices are told. A configuration is kept in every version, with who wrote it and why; a command until it has
-- expired.
CREATE TABLE device_configs (
  device text NOT NULL REFERENCES devices, version int NOT NULL, body jsonb NOT NULL, author text NOT NULL,
  reason text NOT NULL, at_ms bigint NOT NULL,
  PRIMARY KEY (device, version)
);
CREATE TABLE device_commands (
  id text PRIMARY KEY, device text NOT NULL REFERENCES devices, body jsonb NOT NULL, expires_at_ms bigint NOT NULL
);
CREATE INDEX device_events_of_config ON device_events (device, at DESC) WHERE event IN ('config.applied', 'config.refused');
