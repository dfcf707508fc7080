/** Setting up a second factor: the password once more, a code to scan, a code back, recovery codes once. */
import { useEffect, useState } from 'preact/hooks';
import { encode } from 'uqr';
import type { AccountServer } from './account-server.ts';
import { l } from './words.ts';

export interface SecondFactorFormProps {
  readonly server: AccountServer;
  readonly onConfirmed: () => void;
}

export function SecondFactorForm({ server, onConfirmed }: SecondFactorFormProps) {
  const [isOn, setOn] = useState(false);
  const [begun, setBegun] = useState<{ readonly secret: string; readonly uri: string } | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [said, setSaid] = useState('');
  useEffect(() => {
    server.hasSecond().then(setOn, () => setOn(false));
  }, [server]);
  const submit = async (form: HTMLFormElement) => {
    const word = String(new FormData(form).get('word')).trim();
    form.reset();
    setSaid('');
    try {
      if (!begun) {
        const answer = await server.beginSecond(word);
        return answer.ok ? setBegun(answer.value) : setSaid(answer.message);
      }
      const answer = await server.confirmSecond(word);
      if (!answer.ok) return setSaid(answer.message);
      setCodes(answer.value.codes);
      setOn(true);
      onConfirmed();
    } catch {
      setSaid(l('away'));
    }
  };
  return (
    <section>
      <h2>{l('second')}</h2>
      {isOn ? <p>{l('isOn')}</p> : null}
      {codes.length > 0 ? <p>{l('recovery')}</p> : null}
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      {begun && !isOn ? (
        <p>
          {l('scan')} <code>{begun.secret}</code>
        </p>
      ) : null}
      {begun && !isOn ? <QrCode text={begun.uri} /> : null}
      {isOn ? null : (
        <form
          key={begun ? 'code' : 'password'}
          onSubmit={(event) => {
            event.preventDefault();
            void submit(event.currentTarget);
          }}
        >
          {begun ? (
            <label>
              {l('code')}
              <input name="word" autocomplete="one-time-code" required />
            </label>
          ) : (
            <label>
              {l('current')}
              <input name="word" type="password" autocomplete="current-password" required />
            </label>
          )}
          <p role="status">{said}</p>
          <button type="submit">{begun ? l('confirm') : l('begin')}</button>
        </form>
      )}
    </section>
  );
}

/** Drawn here: the secret goes to nobody who makes pictures. */
function QrCode({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
