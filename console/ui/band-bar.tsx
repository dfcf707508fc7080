/** The normal band as a bar and the value as a tick: at a glance in or out, and by how much. */
export interface BandBarProps {
  readonly value: number | null;
  readonly band: readonly [number, number] | null;
  /** Extremes of the last hours, so that the scale does not jump with the value. */
  readonly seen: readonly (number | null)[];
}

export interface BandGeometry {
  readonly bandFrom: number;
  readonly bandTo: number;
  readonly tick: number | null;
}

/** Positions in percent of the width. The scale holds the band, the history and the value, with 6 % of air. */
export function bandGeometry({ value, band, seen }: BandBarProps): BandGeometry | null {
  if (!band) return null;
  const known = [...seen.filter((v): v is number => v !== null), ...band, ...(value === null ? [] : [value])];
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const at = (v: number) => 3 + ((v - low) / span) * 94;
  return { bandFrom: at(band[0]), bandTo: at(band[1]), tick: value === null ? null : at(value) };
}

export function BandBar(props: BandBarProps) {
  const geometry = bandGeometry(props);
  if (!geometry) return <div class="band" aria-hidden="true" />;
  const { bandFrom, bandTo, tick } = geometry;
  const nearest = tick === null ? 0 : Math.min(Math.max(tick, bandFrom), bandTo);
  return (
    <div class="band">
      <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" y1="8" x2="100" y2="8" class="band-axis" vector-effect="non-scaling-stroke" />
        <rect x={bandFrom} y="4.5" width={Math.max(0.5, bandTo - bandFrom)} height="7" class="band-normal" />
        {tick !== null && (
          <>
            <line x1={nearest} y1="8" x2={tick} y2="8" class="band-reach" vector-effect="non-scaling-stroke" />
            <line x1={tick} y1="0" x2={tick} y2="16" class="band-tick" vector-effect="non-scaling-stroke" />
          </>
        )}
      </svg>
    </div>
  );
}
