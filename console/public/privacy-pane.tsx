/** "What this city stores about you": made from privacy.yaml, by which the running system is held as well. */
import { useEffect, useState } from 'preact/hooks';
import { sayList, sayText } from '../ui/say.ts';
import type { PublicServer, StoredKind } from './public-server.ts';
import { ROLE_WORDS, t } from './words.ts';

const MINUTES_PER_DAY = 1440;

function keptFor(days: number | null): string {
  if (days === null) return t('always');
  if (days === 0) return t('notKept');
  return days < 1 ? `${Math.round(days * MINUTES_PER_DAY)} ${t('minutes')}` : `${days} ${t('days')}`;
}

export function PrivacyPane({ server }: { readonly server: PublicServer }) {
  const [kinds, setKinds] = useState<readonly StoredKind[]>([]);
  useEffect(() => {
    server.stored().then(setKinds, () => setKinds([]));
  }, [server]);
  return (
    <section id="privacy">
      <h2>{t('privacy')}</h2>
      {kinds.map(({ id, name, what, why, keepDays, who }) => (
        <article key={id}>
          <h3>{sayText(name)}</h3>
          <p>{sayText(what)}</p>
          <dl>
            <dt>{t('why')}</dt>
            <dd>{sayText(why)}</dd>
            <dt>{t('kept')}</dt>
            <dd>{keptFor(keepDays)}</dd>
            <dt>{t('who')}</dt>
            <dd>{sayList(who.map((role) => sayText(ROLE_WORDS[role] ?? { zh: role, en: role })))}</dd>
          </dl>
        </article>
      ))}
    </section>
  );
}
