/** The login's page. */
import '../ui/no-move-before.ts';
import { render } from 'preact';
import { nextPage } from '../ui/login-address.ts';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { restoreLanguage } from '../ui/say.ts';
import { login } from '../ui/server-api.ts';
import { restoreTheme } from '../ui/theme.ts';
import { Login } from './login.tsx';

restoreTheme(pageOptionsFrom(location.search).theme, 'paper');
restoreLanguage();
render(
  <Login
    signIn={login}
    onSignedIn={(role) => location.assign(role === 'officer' ? '/field/index.html' : nextPage(location.search))}
  />,
  document.getElementById('app')!,
);
