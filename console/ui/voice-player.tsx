/** A spoken note with the browser's own controls. */
export function VoicePlayer({ url, name }: { readonly url: string; readonly name: string }) {
  // biome-ignore lint/a11y/useMediaCaption: what was said at the place exists in no written form
  return <audio controls src={url} aria-label={name} />;
}
