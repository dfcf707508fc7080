/** Names the reason why a parsed message did not match its schema. Runs on rejected messages only. */
import { IDENTITY_FIELDS, type RejectionReason } from '@chengyun/contracts';

export interface Rejected {
  readonly ok: false;
  readonly reason: RejectionReason;
  /** One short sentence for the engineer who looks for the silence of a device. */
  readonly detail: string;
}

const DETAIL_CHARS_MAX = 300;
const DEPTH_MAX = 32;
const identityFields = new Set(IDENTITY_FIELDS);

export function rejected(reason: RejectionReason, detail: string): Rejected {
  return { ok: false, reason, detail: detail.slice(0, DETAIL_CHARS_MAX) };
}

/** Path of the first field, at any depth, whose name would identify a person. */
export function findIdentityField(value: unknown, path = '', depth = 0): string | null {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return null;
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = `${path}/${key}`;
    if (!Array.isArray(value) && identityFields.has(key)) return innerPath;
    const found = findIdentityField(inner, innerPath, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** `schemaErrors` is called last, since listing errors is what costs. */
export function rejectionOfMismatch(
  message: unknown,
  schemaErrors: () => readonly { readonly instancePath: string; readonly message: string }[],
): Rejected {
  const identityPath = findIdentityField(message);
  if (identityPath !== null) return rejected('identity-field', `${identityPath} could identify a person.`);
  const notFinite = findNotFinite(message);
  if (notFinite !== null) return rejected('not-finite', `${notFinite} is not a finite number.`);
  const first = schemaErrors()[0];
  return rejected('schema', first ? `${first.instancePath || '/'} ${first.message}.` : 'It does not match the schema.');
}

/** JSON has no NaN: senders write null, "NaN" or a number beyond the range of a double. */
function findNotFinite(message: unknown): string | null {
  const items = (message as { items?: unknown } | null)?.items;
  if (!Array.isArray(items)) return null;
  const index = items.findIndex((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('value' in item)) return false;
    const { value } = item;
    if (typeof value === 'number') return !Number.isFinite(value);
    return value === null || (typeof value === 'string' && /^[+-]?(nan|inf(inity)?)$/i.test(value));
  });
  return index < 0 ? null : `/items/${index}/value`;
}
