/** Account and password; the way on. Errors are sentences beside the fields. */
import type { Bilingual } from '@chengyun/contracts';
import { useEffect, useState } from 'preact/hooks';
import { formatDuration } from '../state/format.ts';
import { language, say, sayText, setLanguage } from '../ui/say.ts';
import type { LoginAnswer, WhoAmI } from '../ui/server-api.ts';
import { isLoginWord, l } from './words.ts';

export interface LoginProps {
  readonly signIn: (account: string, password: string, code?: string) => Promise<LoginAnswer>;
  readonly onSignedIn: (who: WhoAmI) => void;
  /** Name of the identity provider; null when there is none. */
  readonly provider: () => Promise<Bilingual | null>;
  /** Why who comes back from it may not come in. */
  readonly refused: string;
}

export function Login({ signIn, onSignedIn, provider, refused }: LoginProps) {
  const [error, setError] = useState(isLoginWord(refused) ? l(refused) : '');
  const [asksCode, setAsksCode] = useState(false);
  const [other, setOther] = useState<Bilingual | null>(null);
  useEffect(() => {
    provider().then(setOther, () => setOther(null));
  }, [provider]);
  const [busy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    setBusy(true);
    setError('');
    try {
      const code = String(fields.get('code') ?? '').trim() || undefined;
      const answer = await signIn(String(fields.get('account')).trim(), String(fields.get('password')), code);
      if (answer.ok) return onSignedIn(answer.who);
      const { retryAfterMs } = answer;
      if (answer.code.startsWith('second-factor')) {
        setAsksCode(true);
        setError(l(answer.code === 'second-factor' ? 'codeWanted' : 'codeWrong'));
      } else if (retryAfterMs === null) setError(say('login.failed'));
      else setError(say('login.locked', { duration: formatDuration(retryAfterMs) }));
    } catch {
      setError(say('login.unreachable'));
    }
    setBusy(false);
  };
  return (
    <main class="login">
      <img src="/field/icon-192.png" alt="" width="72" height="72" />
      <h1>{say('login.title')}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label>
          {say('login.account')}
          <input name="account" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          {say('login.password')}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {asksCode ? (
          <label>
            {l('code')}
            <input name="code" autocomplete="one-time-code" inputMode="text" maxLength={30} required />
          </label>
        ) : null}
        <p class="login-error" role="alert">
          {error}
        </p>
        <button type="submit" disabled={busy}>
          {say('verb.signIn')}
        </button>
      </form>
      {other ? (
        <a class="login-other" href="/api/oidc/start">
          {sayText(other)}
        </a>
      ) : null}
      <button type="button" class="login-language" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
        {language.value === 'zh' ? 'English' : '中文'}
      </button>
    </main>
  );
}
