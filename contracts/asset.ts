import Type, { type Static } from 'typebox';
import { BilingualSchema } from './text.ts';

/**
 * A thing of the city that is watched: a tide gauge, an underpass, a road link, a camera view.
 * Observations are keyed (timeline, asset, metric). Attributes are the numbers that rules compare with (crestM...).
 */
export const AssetSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,63}$' }),
    domain: Type.String(),
    /** For instance `tide-gauge`, `rain-gauge`, `underpass`, `road-link`, `pump-station`. */
    kind: Type.String(),
    name: BilingualSchema,
    /** WGS84 degrees. */
    lonDeg: Type.Number({ minimum: -180, maximum: 180 }),
    latDeg: Type.Number({ minimum: -90, maximum: 90 }),
    /** Numbers that rules may read as `asset.<name>`; the unit is in the name. */
    attributes: Type.Record(Type.String(), Type.Number()),
    /** True when the section or place is made up for exercises; the wall says so. */
    fictional: Type.Optional(Type.Boolean()),
    /** Vertical datum of its levels; a level without datum is refused. */
    datum: Type.Optional(Type.String()),
    /** Title of a person's job that answers for it, never a person's name. */
    owner: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type Asset = Static<typeof AssetSchema>;
