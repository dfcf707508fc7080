/**
 * The frame around whatever a device is told from the desk: what it said to the last version, who sent that and why, and
 * the way to send another one. Nothing is sent without a reason.
 */
import type { StoredConfig } from '@chengyun/contracts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatClock } from '../../state/format.ts';
import type { Answer } from '../desk-server.ts';
import { type ToldVersion, verdictOf } from './config-verdict.ts';
import { sayPage } from './words/say-page.ts';

const REASON_CHARS_MIN = 4;
const REASON_CHARS_MAX = 200;

export interface ToldPaneProps {
  readonly device: string;
  readonly room: 'zones' | 'settings';
  readonly told: (ToldVersion & { readonly stored: Omit<StoredConfig<unknown>, 'config'> | null }) | null;
  /** Why it is not known what it was told. */
  readonly trouble: string | null;
  /** What there is to say while it was never told anything. */
  readonly never: string;
  readonly hint: string;
  readonly mayEdit: boolean;
  readonly isChanged: boolean;
  /** Why what is typed cannot be sent; null when it can. */
  readonly fault: string | null;
  readonly onSave: (reason: string) => Promise<Answer<{ readonly version: number }>>;
  readonly onDiscard: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function ToldPane(props: ToldPaneProps) {
  const { device, room, told, mayEdit, isChanged, fault } = props;
  const [reason, setReason] = useState('');
  /** Of the version that was sent last from here, until something is typed again. */
  const [said, setSaid] = useState('');
  const stored = told?.stored ?? null;
  const hasReason = reason.trim().length >= REASON_CHARS_MIN;
  const maySend = isChanged && hasReason && fault === null;
  const send = async (): Promise<void> => {
    const saved = await props.onSave(reason.trim());
    setSaid(saved.ok ? sayPage('settings.saved', { version: saved.value.version }) : saved.message);
    if (saved.ok) setReason('');
  };
  const missing = fault ?? sayPage(hasReason ? 'settings.changed' : 'settings.needsReason');
  const title = sayPage('settings.title', { device });
  return (
    <section class="pane settings" aria-label={title}>
      <h3 class="pane-title">
        <span>{title}</span>
        <button type="button" onClick={props.onClose}>
          {sayPage('settings.close')}
        </button>
      </h3>
      {props.trouble !== null && <p class="mid">{props.trouble}</p>}
      <p>{verdictOf(room, told, props.never)}</p>
      {stored && (
        <p class="mid">
          {sayPage('settings.savedBy', { author: stored.author, at: formatClock(stored.atMs, false) })} ·{' '}
          {stored.reason}
        </p>
      )}
      <p class="mid">{mayEdit ? props.hint : sayPage('settings.readOnly')}</p>
      {props.children}
      {mayEdit && (
        <form
          class="settings-save"
          onSubmit={(event) => {
            event.preventDefault();
            if (maySend) void send();
          }}
        >
          <input
            aria-label={sayPage('settings.reason')}
            placeholder={sayPage('settings.reason')}
            value={reason}
            maxLength={REASON_CHARS_MAX}
            onInput={({ currentTarget }) => {
              setReason(currentTarget.value);
              setSaid('');
            }}
          />
          <button type="submit" disabled={!maySend}>
            {sayPage('settings.save')}
          </button>
          <button type="button" disabled={!isChanged} onClick={props.onDiscard}>
            {sayPage('settings.discard')}
          </button>
          <p role="status">{said !== '' ? said : isChanged ? missing : ''}</p>
        </form>
      )}
    </section>
  );
}
