/** The citizens' page: the state of the city, a report and what became of it, and what the city stores. */
import { useEffect, useState } from 'preact/hooks';
import { language, setLanguage } from '../ui/say.ts';
import { PrivacyPane } from './privacy-pane.tsx';
import { ProgressPane } from './progress-pane.tsx';
import type { CityStatus, PublicServer } from './public-server.ts';
import { ReportForm } from './report-form.tsx';
import { StatusPane } from './status-pane.tsx';
import { t } from './words.ts';

const STATUS_EVERY_MS = 30_000;

export function Public({ server }: { readonly server: PublicServer }) {
  const [status, setStatus] = useState<CityStatus | null>(null);
  const [failed, setFailed] = useState(false);
  // In the fragment, which no server and no log ever sees.
  const [token, setToken] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const read = () =>
      server.status().then(
        (next) => {
          setStatus(next);
          setFailed(false);
        },
        () => setFailed(true),
      );
    void read();
    const timer = setInterval(() => void read(), STATUS_EVERY_MS);
    return () => clearInterval(timer);
  }, [server]);
  const onSent = (sent: string) => {
    history.replaceState(null, '', `#${sent}`);
    setToken(sent);
  };
  return (
    <main class="public">
      <header>
        <h1>{t('title')}</h1>
        <button type="button" class="plain" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
          {language.value === 'zh' ? 'English' : '中文'}
        </button>
      </header>
      <p role="alert">{failed ? t('failed') : ''}</p>
      {status ? <StatusPane status={status} /> : null}
      <ReportForm server={server} districts={status?.districts ?? []} onSent={onSent} />
      <ProgressPane server={server} token={token} onToken={setToken} />
      <PrivacyPane server={server} />
    </main>
  );
}
