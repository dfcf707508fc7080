/** What a list of sessions says of a browser: its kind and that of the machine, never a version that tells one apart. */
const BROWSERS = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const MACHINES = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

export function sessionLabel(userAgent: string | undefined): string {
  const agent = (userAgent ?? '').slice(0, 500);
  const first = (list: readonly (readonly [RegExp, string])[]) => list.find(([pattern]) => pattern.test(agent))?.[1];
  return [first(BROWSERS), first(MACHINES)].filter((word) => word !== undefined).join(', ');
}
