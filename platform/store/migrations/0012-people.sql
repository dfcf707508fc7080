-- What an account is limited to (null: nothing), whether it may still sign in, and its second factor. The secret is
-- sealed with a key that is not in the database; `totp_step` is the newest step that was used, so that none works twice.
ALTER TABLE accounts
  ADD COLUMN districts text[], ADD COLUMN domains text[], ADD COLUMN disabled_at timestamptz,
  ADD COLUMN password_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN must_change boolean NOT NULL DEFAULT false,
  ADD COLUMN totp_secret bytea, ADD COLUMN totp_confirmed_at timestamptz, ADD COLUMN totp_step bigint NOT NULL DEFAULT 0,
  ADD COLUMN oidc_subject text UNIQUE;
CREATE TABLE recovery_codes (
  account text NOT NULL REFERENCES accounts ON DELETE CASCADE, code_sha256 bytea NOT NULL, used_at timestamptz,
  PRIMARY KEY (account, code_sha256)
);
-- A session's own name, which may be shown and revoked, and the kind of browser that it was opened in.
ALTER TABLE sessions ADD COLUMN id text UNIQUE DEFAULT md5(random()::text || clock_timestamp()::text),
  ADD COLUMN label text NOT NULL DEFAULT '', ADD COLUMN second_factor boolean NOT NULL DEFAULT false;
CREATE INDEX sessions_by_account ON sessions (account);
-- Attempts to sign in since the last success, by account name (known or not) and by address. `refused`: the newest one
-- came before `wait_until` and was not judged.
CREATE TABLE sign_in_attempts (
  key text PRIMARY KEY, count int NOT NULL, wait_until timestamptz NOT NULL, last_at timestamptz NOT NULL,
  refused boolean NOT NULL DEFAULT false
);
