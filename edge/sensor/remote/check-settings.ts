/** Are settings that were sent down such as a sensor can take? Whether its driver can is for the driver to say. */
import { faultOfTuning, type SensorSettings, SensorSettingsSchema } from '@chengyun/contracts';
import { type CheckedConfig, checkTold } from '../../agent/remote/check-told.ts';

export function checkSettings(
  text: string,
  device: string,
  inForce: SensorSettings | null,
): CheckedConfig<SensorSettings> {
  return checkTold(SensorSettingsSchema, text, device, inForce, faultOfTuning);
}
