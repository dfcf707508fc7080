/** What the pointer rests on in the picture: its name, what it is, and how far the map can be believed about it. */
import { useEffect, useState } from 'preact/hooks';
import type { Pointed } from '../ui/city-pointer.ts';
import type { Surface } from '../ui/surface.ts';
import type { MapName, MapNames } from './map-facts.ts';
import './map-name.css';
import { sayDesk } from './words/say-desk.ts';

export interface MapNameTagProps {
  readonly surface: Surface;
  readonly names: MapNames;
  readonly pointed: Pointed | null;
}

const OFFSET_PX = 14;
/** The largest that a tag gets: it stays inside of the picture. */
const WIDTH_PX = 340;
const HEIGHT_PX = 96;

export function MapNameTag({ surface, names, pointed }: MapNameTagProps) {
  const [found, setFound] = useState<MapName | null>(null);
  useEffect(() => {
    let isOpen = true;
    setFound(null);
    if (pointed) {
      void names.of(pointed.thing, surface.live.assets.peek()).then((name) => {
        if (isOpen) setFound(name);
      });
    }
    return () => {
      isOpen = false;
    };
  }, [pointed]);
  if (!pointed || !found) return null;
  const lines = [found.kind(), found.trust()].filter((line) => line !== '');
  return (
    <div
      class="map-name"
      data-map-thing={pointed.thing.id}
      style={{
        left: `max(0px, min(${pointed.x + OFFSET_PX}px, 100% - ${WIDTH_PX}px))`,
        top: `max(0px, min(${pointed.y + OFFSET_PX}px, 100% - ${HEIGHT_PX}px))`,
      }}
    >
      <b>{found.name()}</b>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {found.station !== null && <span>{sayDesk('map.openStation')}</span>}
    </div>
  );
}
