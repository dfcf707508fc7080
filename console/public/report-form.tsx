/** A report of a hazard: kind, place, perhaps a sentence and a photo. A failed try is sent again under the same token. */
import { KIND_WORDS } from '@chengyun/contracts/reported-hazard.ts';
import { useRef, useState } from 'preact/hooks';
import { sayText } from '../ui/say.ts';
import { base64Of, type CityStatus, newToken, type PublicServer } from './public-server.ts';
import { t } from './words.ts';

interface Place {
  readonly lonDeg: number;
  readonly latDeg: number;
}

export interface ReportFormProps {
  readonly server: PublicServer;
  readonly districts: CityStatus['districts'];
  readonly onSent: (token: string) => void;
}

export function ReportForm({ server, districts, onSent }: ReportFormProps) {
  const [place, setPlace] = useState<Place | null>(null);
  const [said, setSaid] = useState('');
  const [isBusy, setBusy] = useState(false);
  const token = useRef(newToken());
  const locate = () => {
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        setPlace({ lonDeg: coords.longitude, latDeg: coords.latitude });
        setSaid(t('located'));
      },
      () => setSaid(t('noPlace')),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
    if (!navigator.geolocation) setSaid(t('noPlace'));
  };
  const submit = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const chosen = districts.find(({ id }) => id === fields.get('district'));
    const where = place ?? (chosen ? { lonDeg: chosen.lonDeg, latDeg: chosen.latDeg } : null);
    if (!where) return setSaid(t('needPlace'));
    setBusy(true);
    setSaid(t('sending'));
    try {
      const file = fields.get('photo');
      const photo = file instanceof File && file.size > 0 ? { photo: await base64Of(file) } : {};
      const report = { token: token.current, kind: String(fields.get('kind')), text: String(fields.get('text') ?? '') };
      const refusal = await server.report({ ...report, ...where, ...photo });
      if (refusal === null) {
        onSent(token.current);
        token.current = newToken();
        form.reset();
        setPlace(null);
      }
      setSaid(refusal ?? '');
    } catch {
      setSaid(t('failed'));
    }
    setBusy(false);
  };
  return (
    <section>
      <h2>{t('report')}</h2>
      <p class="mid">{t('noIdentity')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label>
          {t('kind')}
          <select name="kind" required>
            {Object.entries(KIND_WORDS).map(([id, name]) => (
              <option key={id} value={id}>
                {sayText(name)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={locate}>
          {t('locate')}
        </button>
        <label>
          {t('chooseDistrict')}
          <select name="district">
            <option value="">—</option>
            {districts.map(({ id, name }) => (
              <option key={id} value={id}>
                {sayText(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('text')}
          <textarea name="text" maxLength={300} rows={3} />
        </label>
        <label>
          {t('photo')}
          <input name="photo" type="file" accept="image/jpeg,image/png,image/webp" />
        </label>
        <p role="status">{said}</p>
        <button type="submit" class="strong" disabled={isBusy}>
          {t('send')}
        </button>
      </form>
    </section>
  );
}
