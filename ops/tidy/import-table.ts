/**
 * Who may import whom. Services never import each other: they meet in the log, in the store and on the wire. Only
 * simulators, ops and bench compose whole services. The longest matching key counts.
 */
export interface ImportRule {
  /** Folders of ours that may be imported, besides the own one and contracts. */
  readonly own: readonly string[] | 'any';
  /** Libraries and built-ins that must not be imported, as a pattern over the import. */
  readonly never?: RegExp;
}

const NO_NODE = /^node:/;

export const IMPORT_TABLE: Readonly<Record<string, ImportRule>> = {
  contracts: { own: [], never: /^(node:|three|preact)/ },
  platform: { own: [] },
  basemap: { own: ['platform/service'], never: /^(three|preact)/ },
  domains: { own: [], never: /^(node:|three|preact)/ },
  models: { own: ['platform/service'] },
  edge: { own: ['models', 'platform/service'] },
  ingest: { own: ['platform', 'basemap', 'domains'] },
  analytics: { own: ['platform', 'basemap', 'domains', 'models/training'] },
  // A rule is checked where it is handed in: the rule language is a library, not a service.
  'console/server': { own: ['platform', 'basemap', 'domains', 'console/state', 'analytics/rules'] },
  // The test bench of rules runs cases and back-tests, in a thread of its own: there the engine is a library too.
  'console/server/bench': {
    own: ['platform', 'domains', 'console/server', 'analytics/rules', 'analytics/cases', 'analytics/backtest'],
  },
  'console/state': { own: [], never: /^(node:|three|preact$|preact\/)/ },
  'console/scene': { own: ['basemap', 'console/state'], never: /^(node:|preact$|preact\/)/ },
  'console/ui': { own: ['basemap', 'console/state'], never: /^(node:|three)/ },
  'console/wall': { own: ['basemap', 'console/state', 'console/ui', 'console/scene'], never: NO_NODE },
  'console/desk': { own: ['basemap', 'console/state', 'console/ui', 'console/scene'], never: NO_NODE },
  'console/field': { own: ['basemap', 'console/state', 'console/ui'], never: /^(node:|three)/ },
  console: { own: 'any' },
  simulators: { own: 'any' },
  ops: { own: 'any' },
  bench: { own: 'any' },
};

/** Tests may also use these everywhere: a database to test against, and the reference folder's location. */
export const TEST_OWN = ['platform', 'domains', 'ops/testing'];

export function ruleFor(path: string): { room: string; rule: ImportRule } | null {
  const rooms = Object.keys(IMPORT_TABLE).filter((room) => path === room || path.startsWith(`${room}/`));
  const room = rooms.sort((a, b) => b.length - a.length)[0];
  const rule = room === undefined ? undefined : IMPORT_TABLE[room];
  return room === undefined || rule === undefined ? null : { room, rule };
}
