/**
 * JSON text that a jsonb column takes. PostgreSQL refuses the character NUL and lone surrogates, which JSON allows and
 * a person or device may send; one such record would stop the archive for good.
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/i.test(text)) return text;
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '').toWellFormed() : inner,
  );
}
