/** What a person sees of the services' logs: warnings and worse as one short line; the rest stays in the files. */
const SHOWN_LEVELS = ['warn', 'error', 'fatal'];

/** First-start accounts travel on this event, once. */
export interface AccountsCreated {
  readonly event: 'accounts-created';
  readonly accounts: readonly { readonly account: string; readonly role: string; readonly password: string }[];
}

export type LogLine =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'accounts'; readonly created: AccountsCreated };

export function viewLogLine(service: string, line: string): LogLine {
  if (!line.startsWith('{')) return { kind: 'show', text: `${service}: ${line}` };
  let entry: { level?: string; msg?: string; event?: string; err?: { message?: string } };
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    return { kind: 'show', text: `${service}: ${line.slice(0, 200)}` };
  }
  if (entry.event === 'accounts-created') return { kind: 'accounts', created: entry as unknown as AccountsCreated };
  if (!SHOWN_LEVELS.includes(entry.level ?? '')) return { kind: 'quiet' };
  const cause = entry.err?.message ? `: ${entry.err.message}` : '';
  return { kind: 'show', text: `${service}: ${entry.msg ?? 'warning'}${cause}` };
}
