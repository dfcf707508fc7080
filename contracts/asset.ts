import Type, { type Static } from 'typebox';
import { BilingualSchema } from './text.ts';

/**
 * How one asset hangs on another. `drains-to` and `feeds` carry water, traffic or load and make up the upstream and
 * downstream of rules; `reports-through` and `powered-by` carry faults: when the other end is down, its children are
 * silent for that reason.
 */
export const ASSET_RELATIONS = ['drains-to', 'feeds', 'reports-through', 'powered-by', 'part-of'] as const;
export type AssetRelation = (typeof ASSET_RELATIONS)[number];
const RelationSchema = Type.Unsafe<AssetRelation>(Type.Union(ASSET_RELATIONS.map((rel) => Type.Literal(rel))));

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
    /** Id of the district or street-level unit of the base map that it stands in. */
    district: Type.Optional(Type.String()),
    /** Edges of the asset graph, from this asset to another. */
    links: Type.Optional(
      Type.Array(Type.Object({ rel: RelationSchema, to: Type.String() }, { additionalProperties: false }), {
        maxItems: 64,
      }),
    ),
  },
  { additionalProperties: false },
);
export type Asset = Static<typeof AssetSchema>;
