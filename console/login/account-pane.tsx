/** One's own account: what has to be done first, the password, the second factor, and where one is signed in. */
import { useEffect, useState } from 'preact/hooks';
import type { AccountChange } from '../state/account-changes.ts';
import { language } from '../ui/say.ts';
import type { WhoAmI } from '../ui/server-api.ts';
import { type AccountServer, accountServer, type SessionLine } from './account-server.ts';
import { ChangeLines } from './change-lines.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import { StrengthMeter } from './strength-meter.tsx';
import { l } from './words.ts';

export interface AccountPaneProps {
  readonly who: WhoAmI;
  readonly onDone: () => void;
}

export function AccountPane({ who, onDone }: AccountPaneProps) {
  const [server] = useState<AccountServer>(() => accountServer(who));
  const [duty, setDuty] = useState(who.mustDo ?? null);
  return (
    <main class="login account">
      <h1>{l('account')}</h1>
      <p>{who.account}</p>
      {duty === null ? null : <p role="alert">{l(duty === 'password' ? 'mustPassword' : 'mustSecond')}</p>}
      {duty === 'second-factor' ? null : (
        <PasswordForm server={server} account={who.account} onChanged={() => setDuty(null)} />
      )}
      {duty === 'password' ? null : <SecondFactorForm server={server} onConfirmed={() => setDuty(null)} />}
      <Changes server={server} own={who.account} />
      {duty === null ? <SessionList server={server} /> : null}
      {duty === null ? (
        <button type="button" class="strong" onClick={onDone}>
          {l('goOn')}
        </button>
      ) : null}
    </main>
  );
}

interface PasswordFormProps {
  readonly server: AccountServer;
  readonly account: string;
  readonly onChanged: () => void;
}

function PasswordForm({ server, account, onChanged }: PasswordFormProps) {
  const [next, setNext] = useState('');
  const [said, setSaid] = useState('');
  const submit = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    try {
      const answer = await server.changePassword(String(fields.get('current')), String(fields.get('next')));
      setSaid(answer.ok ? l('changed') : answer.message);
      if (!answer.ok) return;
      form.reset();
      setNext('');
      onChanged();
    } catch {
      setSaid(l('away'));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <label>
        {l('current')}
        <input name="current" type="password" autocomplete="current-password" required />
      </label>
      <label>
        {l('next')}
        <input
          name="next"
          type="password"
          autocomplete="new-password"
          aria-describedby="strength"
          onInput={(event) => setNext(event.currentTarget.value)}
          required
        />
      </label>
      <StrengthMeter id="strength" password={next} account={account} />
      <p role="status">{said}</p>
      <button type="submit">{l('change')}</button>
    </form>
  );
}

function Changes({ server, own }: { readonly server: AccountServer; readonly own: string }) {
  const [changes, setChanges] = useState<readonly AccountChange[]>([]);
  useEffect(() => {
    server.changes().then(setChanges, () => setChanges([]));
  }, [server]);
  if (changes.length === 0) return null;
  return (
    <section>
      <h2>{l('changes')}</h2>
      <ChangeLines changes={changes} own={own} />
    </section>
  );
}

function SessionList({ server }: { readonly server: AccountServer }) {
  const [own, setOwn] = useState('');
  const [sessions, setSessions] = useState<readonly SessionLine[]>([]);
  const read = () =>
    server.sessions().then(
      (answer) => {
        setOwn(answer.own);
        setSessions(answer.sessions);
      },
      () => setSessions([]),
    );
  useEffect(() => void read(), [server]);
  const close = (id: string) => void server.close(id).then(read, read);
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  return (
    <section>
      <h2>{l('sessions')}</h2>
      <ul>
        {sessions.map(({ id, label, seenAt }) => (
          <li key={id}>
            {label || '—'}, {new Date(seenAt).toLocaleString(locale)}{' '}
            {id === own ? (
              l('this')
            ) : (
              <button type="button" onClick={() => close(id)}>
                {l('close')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => close('others')}>
        {l('closeOthers')}
      </button>
    </section>
  );
}
