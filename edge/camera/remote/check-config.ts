/** Is a configuration that was sent down one that this camera can take? */
import { type CameraConfig, CameraConfigSchema, faultOfShapes } from '@chengyun/contracts';
import { type CheckedConfig, checkTold } from '../../agent/remote/check-told.ts';
import { boxesOfPolygon, MASK_BOXES_MAX } from '../source/mask-boxes.ts';

export function checkConfig(text: string, device: string, inForce: CameraConfig | null): CheckedConfig<CameraConfig> {
  return checkTold(CameraConfigSchema, text, device, inForce, faultOf);
}

function faultOf(config: CameraConfig): string | null {
  const fault = faultOfShapes(config);
  if (fault !== null) return fault;
  const boxes = config.masks.reduce((sum, { polygon }) => sum + boxesOfPolygon(polygon).length, 0);
  return boxes > MASK_BOXES_MAX ? 'The masks have too many corners for the decoder.' : null;
}
