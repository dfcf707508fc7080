/** The citizens' page. */
import { render } from 'preact';
import { pageOptionsFrom } from '../ui/page-options.ts';
import { restoreLanguage } from '../ui/say.ts';
import { restoreTheme } from '../ui/theme.ts';
import { Public } from './public.tsx';
import { publicServer } from './public-server.ts';

restoreTheme(pageOptionsFrom(location.search).theme, 'paper');
restoreLanguage();
render(<Public server={publicServer} />, document.getElementById('app')!);
