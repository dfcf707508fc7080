/** The login's page. */
import '../ui/no-move-before.ts';
import type { Bilingual } from '@chengyun/contracts';
import { render } from 'preact';
import { nextPage } from '../ui/login-address.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { restoreLanguage } from '../ui/say.ts';
import { login, type WhoAmI, whoAmI } from '../ui/server-api.ts';
import { restoreTheme } from '../ui/theme.ts';
import { AccountPane } from './account-pane.tsx';
import { UnseenChanges } from './change-lines.tsx';
import { Login } from './login.tsx';

restoreTheme(pageOptionsFrom(location.search).theme, 'paper');
restoreLanguage();
const root = document.getElementById('app')!;
const search = new URLSearchParams(location.search);

const goOn = ({ role }: WhoAmI) =>
  location.assign(role === 'officer' ? '/field/index.html' : nextPage(location.search));
const showAccount = (who: WhoAmI) => render(<AccountPane who={who} onDone={() => goOn(who)} />, root);

function afterSignIn(who: WhoAmI): void {
  if (who.mustDo || search.has('account')) showAccount(who);
  else if (who.changes?.length) render(<UnseenChanges who={who} onDone={() => goOn(who)} />, root);
  else goOn(who);
}

async function provider(): Promise<Bilingual | null> {
  const response = await fetch('/api/oidc', { credentials: 'same-origin' });
  return response.ok ? ((await response.json()) as { name: Bilingual | null }).name : null;
}

const showLogin = () =>
  render(
    <Login signIn={login} provider={provider} refused={search.get('refused') ?? ''} onSignedIn={afterSignIn} />,
    root,
  );

// `/login?account` is one's own account for who is signed in already.
const known = search.has('account') ? await whoAmI().catch(() => null) : null;
if (known) showAccount(known);
else showLogin();
