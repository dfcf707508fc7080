/** Says within three seconds that the picture is old, and how old. */
import { formatDuration } from '../state/format.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';

export function LinkBanner({ surface }: { readonly surface: Surface }) {
  const { live } = surface;
  const connection = live.connection.value;
  if (live.timeline.value === null) return <Banner text={both('wall.connecting')} detail="" />;
  if (connection === 'offline') {
    const forMs = live.silenceMs.value;
    return <Banner text={both('link.offline')} detail={`${formatDuration(forMs)} · ${both('wall.lastKnown').zh}`} />;
  }
  if (connection === 'stale') return <Banner text={both('link.stale')} detail={both('wall.lastKnown').zh} />;
  return null;
}

function Banner({ text, detail }: { readonly text: { zh: string; en: string }; readonly detail: string }) {
  return (
    <p class="link-banner" role="status" data-keep-out>
      <strong>{text.zh}</strong> <span lang="en">{text.en}</span> <span class="number">{detail}</span>
    </p>
  );
}
