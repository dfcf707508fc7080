/**
 * How one sensor measures, set from the desk: how often, in what batches, when a reading counts as faulty, which points
 * and their scale. The sensor itself says whether it works with it.
 */
import type { AgentDevice, DeviceLine, MetricStandard, SensorSettingsView } from '@chengyun/contracts';
import { useEffect, useState } from 'preact/hooks';
import type { LiveState } from '../../state/live.ts';
import { sayText } from '../../ui/say.ts';
import type { DeskServer } from '../desk-server.ts';
import { useAnswer } from '../use-answer.ts';
import { draftFrom, isUsable, type SettingsDraft, tuningFrom } from './settings-draft.ts';
import { SettingsFields } from './settings-fields.tsx';
import { ToldPane } from './told-pane.tsx';
import { isPageWordKey, sayPage } from './words/say-page.ts';

const EVERY_MS = 2000;

export interface SensorSettingsPaneProps {
  readonly live: LiveState;
  readonly server: DeskServer;
  readonly device: DeviceLine;
  readonly agent: AgentDevice | undefined;
  readonly placeOf: (asset: string) => string;
  readonly onClose: () => void;
}

export function SensorSettingsPane({ live, server, device, agent, placeOf, onClose }: SensorSettingsPaneProps) {
  const path = `/api/devices/${device.id}/settings`;
  const mayEdit = server.who.role === 'engineer';
  const [draft, setDraft] = useState<SettingsDraft | null>(null);
  const [isChanged, setChanged] = useState(false);
  const [base, setBase] = useState(0);
  const answer = useAnswer<SensorSettingsView>(`settings|${device.id}`, () => server.get(path), EVERY_MS);
  const catalogue = useAnswer<{ metrics: readonly MetricStandard[] }>('metrics', () =>
    server.get('/api/catalogue', { timeline: live.timeline.value?.id ?? '' }),
  );
  const told = answer?.ok ? answer.value : null;
  const stored = told?.stored ?? null;
  const known = live
    .seriesKeys()
    .map((key) => key.split('|'))
    .flatMap(([asset = '', metric = '']) => (device.assets.includes(asset) ? [{ asset, metric }] : []))
    .filter(({ metric }) => !metric.startsWith('agent.'));

  const asStored = (): void => {
    setDraft(draftFrom(stored?.config ?? null, known));
    setBase(stored?.config.version ?? 0);
    setChanged(false);
  };
  // What is there is shown until somebody types.
  useEffect(() => {
    if (told !== null && !isChanged) asStored();
  }, [told !== null, stored?.config.version, known.length]);

  const save = async (reason: string) => {
    const tuning = draft === null ? {} : tuningFrom(draft);
    const saved = await server.post<{ version: number }>(path, { reason, base, tuning });
    if (saved.ok) {
      setBase(saved.value.version);
      setChanged(false);
    }
    return saved;
  };
  const nameOf = (metric: string): string => {
    const standard = catalogue?.ok ? catalogue.value.metrics.find(({ id }) => id === metric) : undefined;
    return standard ? sayText(standard.name) : metric;
  };
  const flagged = Object.entries(agent?.flagged ?? {}).filter(([, count]) => count > 0);
  return (
    <ToldPane
      {...{ device: device.id, room: 'settings', told, mayEdit, isChanged, onClose }}
      trouble={answer?.ok === false ? answer.message : null}
      never={sayPage('settings.neverSaved')}
      hint={sayPage('settings.hint')}
      fault={draft !== null && isUsable(draft) ? null : sayPage('settings.faulty')}
      onSave={save}
      onDiscard={asStored}
    >
      {flagged.length > 0 && (
        <p class="mid">
          {sayPage('devices.flagged', {
            kinds: flagged.map(([kind, count]) => `${wordOf(kind)} ${count}`).join(' · '),
          })}
        </p>
      )}
      {draft && (
        <SettingsFields
          {...{ draft, mayEdit, placeOf, nameOf }}
          onDraft={(next) => {
            setDraft(next);
            setChanged(true);
          }}
        />
      )}
    </ToldPane>
  );
}

function wordOf(kind: string): string {
  const key = `flag.${kind}`;
  return isPageWordKey(key) ? sayPage(key) : kind;
}
