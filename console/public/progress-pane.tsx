/** What became of a report, by its token: every transition with its time. */
import { useEffect, useState } from 'preact/hooks';
import { language, sayText } from '../ui/say.ts';
import type { PublicServer, ReportStep } from './public-server.ts';
import { STEPS, t } from './words.ts';

export interface ProgressPaneProps {
  readonly server: PublicServer;
  readonly token: string;
  readonly onToken: (token: string) => void;
}

const ASK_EVERY_MS = 20_000;

export function ProgressPane({ server, token, onToken }: ProgressPaneProps) {
  const [steps, setSteps] = useState<readonly ReportStep[] | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (token === '') return;
    const ask = () =>
      server.progress(token).then(
        (found) => {
          setSteps(found);
          setSaid(found ? '' : t('noReport'));
        },
        () => setSaid(t('failed')),
      );
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [server, token]);
  const time = (at: number) =>
    new Date(at).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai' });
  return (
    <section>
      <h2>{t('progress')}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onToken(String(new FormData(event.currentTarget).get('token')).trim());
        }}
      >
        <label>
          {t('token')}
          <input name="token" autocomplete="off" autocapitalize="none" spellcheck={false} required />
        </label>
        <button type="submit">{t('ask')}</button>
      </form>
      {token === '' || !steps ? null : (
        <p>
          {t('keepToken')} <code>{token}</code>
        </p>
      )}
      <ol class="steps" aria-live="polite">
        {(steps ?? []).map(({ step, at, note }) => (
          <li key={step} data-step={step}>
            {sayText(STEPS[step] ?? { zh: step, en: step })} <span class="mid">{time(at)}</span>
            {note !== undefined && <q>{note}</q>}
          </li>
        ))}
      </ol>
      <p role="status">{said}</p>
    </section>
  );
}
