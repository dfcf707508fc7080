-- Domains that a team works in; none: it is sent to anything.
ALTER TABLE accounts ADD COLUMN skills jsonb NOT NULL DEFAULT '[]';
UPDATE accounts SET skills = '["flood"]' WHERE id IN ('officer-1', 'officer-2', 'officer-3');
UPDATE accounts SET skills = '["traffic"]' WHERE id = 'officer-4';
