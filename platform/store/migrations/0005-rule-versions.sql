-- Texts of rules by version. A version never changes; what became of it is told by the facts of kind `rule`.
CREATE TABLE rule_versions (
  rule text NOT NULL, version int NOT NULL, text text NOT NULL, sha256 text NOT NULL, author text NOT NULL,
  submitted_at timestamptz NOT NULL DEFAULT now(), backtest jsonb,
  PRIMARY KEY (rule, version)
);
