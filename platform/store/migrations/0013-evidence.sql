-- Pictures and recordings of officers, under the SHA-256 of their bytes. The fact that names one stands in the log.
CREATE TABLE evidence_blobs (
  sha256 text PRIMARY KEY, account text NOT NULL, media text NOT NULL, bytes bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX evidence_blobs_by_time ON evidence_blobs (at);
