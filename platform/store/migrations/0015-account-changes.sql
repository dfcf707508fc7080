-- What was done to an account is shown to its owner.
CREATE INDEX audit_of_accounts ON audit (subject, n) WHERE action IN ('sign-in', 'password.change', 'account.reset',
  'second-factor.on', 'second-factor.off', 'session.close', 'account.change', 'account.lock', 'account.open');
