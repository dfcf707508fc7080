-- What time travel asks: which alarms stood at a moment, what happened between two moments, and what people did about
-- an alarm, a task or a fact.
CREATE INDEX alarm_transitions_by_time ON alarm_transitions (timeline, at);
CREATE INDEX facts_by_time ON facts (timeline, ((body->>'tlAt')::float8));
CREATE INDEX facts_by_subject ON facts
  ((COALESCE(body->'body'->>'alarm', body->'body'->>'task', body->'body'->>'fact')));
-- Moment at which the newest record of an alarm brought it back to normal; null while none did.
CREATE INDEX alarms_by_end ON alarms (timeline, (CASE WHEN body->>'state' = 'normal' THEN (body->>'at')::float8 END));
CREATE INDEX assessments_by_moment ON assessments (timeline, kind, at);
