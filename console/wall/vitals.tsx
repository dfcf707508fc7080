/** The right column: how the city is, and whether what is shown can be believed. */
import { formatAge, formatNumber } from '../state/format.ts';
import { both } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { VitalRow } from '../ui/vital-row.tsx';

const VITALS_MAX = 8;
const STORE_NAMES = { timescale: 'Timescale', 'timescale-apache': 'Timescale', postgres: 'PostgreSQL' } as const;

export function Vitals({ surface }: { readonly surface: Surface }) {
  return (
    <section class="vitals" aria-labelledby="vitals-title">
      <h2 class="section-title" id="vitals-title">
        <span>
          {both('wall.vitals').zh} <span class="caps low">{both('wall.vitals').en}</span>
        </span>
        <span class="mid">{both('wall.vitalsLegend').zh}</span>
      </h2>
      <ol class="vital-rows">
        {surface.live.vitals.value.slice(0, VITALS_MAX).map((vital) => (
          <VitalRow key={vital.id} vital={vital} nowMs={surface.nowMs.value} />
        ))}
      </ol>
      <TrustLine surface={surface} />
    </section>
  );
}

function TrustLine({ surface }: { readonly surface: Surface }) {
  const trust = surface.live.trust.value;
  if (!trust) return <div class="trust" />;
  const share = trust.devicesTotal === 0 ? null : (trust.devicesOnline / trust.devicesTotal) * 100;
  const lost = trust.down.length > 0;
  return (
    <div class="trust">
      <h2 class="trust-title">
        {both('wall.trust').zh} <span class="caps low">{both('wall.trust').en}</span>
        {lost && <span class="trust-down clip">{both('trust.down', { names: trust.down.join(' ') }).zh}</span>}
      </h2>
      <dl>
        <Fact value={formatNumber(share, 1)} unit="%" name={both('wall.trust.online', { n: trust.devicesTotal }).zh} />
        <Fact {...splitAge(trust.medianAgeMs)} name={both('wall.trust.age').zh} />
        <Fact value={formatNumber(trust.lagMs / 1000, 1)} unit="s" name={both('wall.trust.lag').zh} />
        <Fact value={STORE_NAMES[trust.store]} unit="" name={both('wall.trust.store', { n: trust.quarantined }).zh} />
      </dl>
    </div>
  );
}

/** Under a minute with a tenth of a second, so that a slow creep is seen. */
function splitAge(ms: number): { value: string; unit: string } {
  if (ms < 60_000) return { value: formatNumber(ms / 1000, 1), unit: 's' };
  return { value: formatAge(ms, 'en').replace(/ (\w+)$/, ''), unit: formatAge(ms, 'en').match(/(\w+)$/)?.[1] ?? '' };
}

function Fact({ value, unit, name }: { readonly value: string; readonly unit: string; readonly name: string }) {
  return (
    <div>
      <dt class="low clip">{name}</dt>
      <dd class="number">
        {value}
        <span class="low">{unit && ` ${unit}`}</span>
      </dd>
    </div>
  );
}
