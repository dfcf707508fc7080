-- Which notice went out on which channel, so that a restart tells nobody twice.
CREATE TABLE notices_sent (key text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE INDEX notices_sent_at ON notices_sent (at);
