/** Which layers the picture shows, with the mark of each. */
import { both, sayDomain } from './say.ts';
import './layer-legend.css';
import type { Bilingual, MapLayerView } from '@chengyun/contracts';
import type { MapLayers } from './map-layers.ts';

interface Props {
  readonly layers: MapLayers;
  /** `both`: Chinese, and English after it. */
  readonly language: 'zh' | 'en' | 'both';
}

export function LayerLegend({ layers, language }: Props) {
  const first = language === 'both' ? 'zh' : language;
  const said = (name: Bilingual) => (
    <>
      {name[first]} {language === 'both' && <small lang="en">{name.en}</small>}
    </>
  );
  const shown = layers.shown.value;
  if (shown.length === 0) return null;
  const domains = [...new Set(shown.map(({ domain }) => domain))];
  return (
    <section class="layer-legend" data-keep-out aria-label={both('layers.shown')[first]}>
      {domains.map((domain) => (
        <p key={domain}>
          <b>{said(sayDomain(domain))}</b>
          {shown
            .filter((layer) => layer.domain === domain)
            .map((layer) => (
              <span key={layer.id} data-map-layer={layer.id}>
                <LayerMark layer={layer} /> {said(layer.name)}
              </span>
            ))}
        </p>
      ))}
    </section>
  );
}

/** As the scene draws it, in the middle of a line of text. */
function LayerMark({ layer: { draw } }: { readonly layer: MapLayerView }) {
  return (
    <svg viewBox="0 0 24 16" aria-hidden="true">
      {draw.as === 'lines' && <path d="M0 8H24" stroke-dasharray={draw.dashM ? '5 4' : undefined} />}
      {draw.as === 'lines' && draw.flows && <path d="M9 3L14 8L9 13" />}
      {draw.as === 'fill' && <path d="M2 3H22V13H2Z" class="filled" />}
      {draw.as === 'dots' && draw.mark === 'disc' && <circle cx="12" cy="8" r="4.5" class="filled" />}
      {draw.as === 'dots' && draw.mark === 'box' && <path d="M8 4H16V12H8Z" class="filled" />}
      {draw.as === 'dots' && draw.mark === 'bar' && <path d="M5 6H19V10H5Z" class="filled" />}
      {draw.as === 'dots' && draw.mark === 'cross' && <path d="M12 2V14M6 8H18" />}
    </svg>
  );
}
