/** Ground calibration of a camera: four points of its picture and where they lie on the ground in metres. */
import Type from 'typebox';
import { GROUND_METRES_MAX, type Ground } from './ground-map.ts';

export * from './ground-map.ts';

const share = Type.Number({ minimum: 0, maximum: 1 });
const metre = Type.Number({ minimum: -GROUND_METRES_MAX, maximum: GROUND_METRES_MAX });
const four = (pair: Type.TTuple) => Type.Tuple([pair, pair, pair, pair]);

export const GroundSchema = Type.Unsafe<Ground>(
  Type.Object(
    { image: four(Type.Tuple([share, share])), metres: four(Type.Tuple([metre, metre])) },
    { additionalProperties: false },
  ),
);
