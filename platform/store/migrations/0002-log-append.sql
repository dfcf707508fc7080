-- One append in one round trip. The partition's row is locked until the commit: offsets are gap-free and become visible
-- in order, and a writer that was fenced off finds its fence changed. A repeated (producer, producer_seq) changes
-- nothing at all, marks included: they moved with the first append.
ALTER TABLE log_partitions SET (fillfactor = 10);
ALTER TABLE log_producers SET (fillfactor = 50);
ALTER TABLE log_marks SET (fillfactor = 70);

CREATE FUNCTION log_append(
  p_stream text, p_partition int, p_fence bigint, p_producer text, p_producer_seq bigint, p_count int, p_payload bytea,
  p_mark_keys text[], p_mark_values bigint[], OUT base_offset bigint, OUT duplicate boolean
) LANGUAGE plpgsql AS $$
DECLARE
  v_fence bigint;
BEGIN
  SELECT fence, next_offset INTO v_fence, base_offset FROM log_partitions
    WHERE stream = p_stream AND partition = p_partition FOR UPDATE;
  IF v_fence IS DISTINCT FROM p_fence THEN
    RAISE EXCEPTION 'fenced' USING ERRCODE = 'CY001';
  END IF;
  INSERT INTO log_producers AS known (stream, partition, producer, last_seq)
    VALUES (p_stream, p_partition, p_producer, p_producer_seq)
    ON CONFLICT (stream, partition, producer) DO UPDATE SET last_seq = EXCLUDED.last_seq
    WHERE known.last_seq < EXCLUDED.last_seq;
  duplicate := NOT FOUND;
  IF duplicate THEN
    RETURN;
  END IF;
  IF p_count > 0 THEN
    INSERT INTO log_batches (stream, partition, base_offset, count, producer, producer_seq, payload)
      VALUES (p_stream, p_partition, log_append.base_offset, p_count, p_producer, p_producer_seq, p_payload);
    UPDATE log_partitions SET next_offset = next_offset + p_count WHERE stream = p_stream AND partition = p_partition;
  END IF;
  IF cardinality(p_mark_keys) > 0 THEN
    INSERT INTO log_marks AS mark (stream, partition, key, value)
      SELECT p_stream, p_partition, key, value FROM unnest(p_mark_keys, p_mark_values) AS given (key, value)
      ON CONFLICT (stream, partition, key) DO UPDATE SET value = EXCLUDED.value WHERE mark.value < EXCLUDED.value;
  END IF;
END
$$;
