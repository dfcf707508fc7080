/** Account and password; the way on. Errors are sentences beside the fields. */
import type { Role } from '@chengyun/contracts';
import { useState } from 'preact/hooks';
import { formatDuration } from '../state/format.ts';
import { language, say, setLanguage } from '../ui/say.ts';
import type { LoginAnswer } from '../ui/server-api.ts';

export interface LoginProps {
  readonly signIn: (account: string, password: string) => Promise<LoginAnswer>;
  readonly onSignedIn: (role: Role) => void;
}

export function Login({ signIn, onSignedIn }: LoginProps) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    setBusy(true);
    setError('');
    try {
      const answer = await signIn(String(fields.get('account')).trim(), String(fields.get('password')));
      if (answer.ok) return onSignedIn(answer.who.role);
      const { retryAfterMs } = answer;
      setError(
        retryAfterMs === null ? say('login.failed') : say('login.locked', { duration: formatDuration(retryAfterMs) }),
      );
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
        <p class="login-error" role="alert">
          {error}
        </p>
        <button type="submit" disabled={busy}>
          {say('verb.signIn')}
        </button>
      </form>
      <button type="button" class="login-language" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
        {language.value === 'zh' ? 'English' : '中文'}
      </button>
    </main>
  );
}
