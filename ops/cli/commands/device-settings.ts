import { readFileSync } from 'node:fs';
import { faultOfSettings, readSensorView, tuneSensor } from '@chengyun/console/server/devices/tune-sensor.ts';
import { type SensorTuning, SensorTuningSchema } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains/index.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { listDevices } from '@chengyun/platform/store/devices.ts';
import { Check, Errors } from 'typebox/value';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';
import { BY, DATA_DIR, oneArgument } from './device.ts';

const REASON_CHARS_MIN = 4;

export const deviceTune: Command = {
  name: 'device tune',
  usage: '<id>',
  summary: 'set interval, batches, gate and points of a sensor from afar, or show what was set',
  options: {
    settings: {
      type: 'string',
      value: 'file',
      summary: 'JSON as in edge/README.md; {} is the file of the agent again',
    },
    reason: { type: 'string', value: 'text', summary: 'why, for the audit trail' },
    'data-dir': DATA_DIR,
  },
  async run({ args, options, print, json }) {
    const id = oneArgument(args, 'device id');
    const tuning = options.settings === undefined ? null : readTuning(String(options.settings));
    const reason = String(options.reason ?? '').trim();
    if (tuning !== null && reason.length < REASON_CHARS_MIN) throw new AppError('USAGE', 'say why with --reason.');
    return withStore(dataDirOf(options['data-dir']), async (store) => {
      const device = (await listDevices(store)).find((one) => one.id === id && one.revokedAtMs === null);
      if (device === undefined) throw new AppError('NO_DEVICE', `There is no device "${id}", or it was revoked.`);
      if (device.kind === 'camera') throw new AppError('USAGE', `${id} is a camera: its zones are set at the desk.`);
      const { stored, answer } = await readSensorView(store, device);
      if (tuning === null) {
        const version = stored?.config.version ?? 0;
        print(version === 0 ? `${id} works as its file says` : `${id} was told version ${version}: ${stored?.reason}`);
        if (answer) print(`it ${answer.isApplied ? 'applied' : 'refused'} version ${answer.version}${because(answer)}`);
        json({ device: id, stored, answer });
        return EXIT.ok;
      }
      const base = stored?.config.version ?? 0;
      const atMs = systemClock.nowMs();
      const version = await tuneSensor(store, device, { tuning, base, author: BY, reason, atMs });
      print(`${id} is told version ${version}; ask again without --settings for what it says to it`);
      json({ device: id, version });
      return EXIT.ok;
    });
  },
};

const because = ({ reason }: { readonly reason: string | null }): string => (reason === null ? '' : `: ${reason}`);

/** Checked here too: a wrong unit would make the centre refuse every reading. */
function readTuning(path: string): SensorTuning {
  let tuning: unknown;
  try {
    tuning = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('SETTINGS', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  if (!Check(SensorTuningSchema, tuning)) {
    const [error] = Errors(SensorTuningSchema, tuning);
    throw new AppError('SETTINGS', `${path} at ${error?.instancePath || '/'}: ${error?.message ?? 'is no settings'}.`);
  }
  const fault = faultOfSettings(tuning, metricStandards());
  if (fault !== null) throw new AppError('SETTINGS', `${path}: ${fault}`);
  return tuning;
}
