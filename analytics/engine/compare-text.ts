/** The order of ids in everything that must be the same bytes: by code unit, on every machine and in every language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
