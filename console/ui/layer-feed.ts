/** Hands the scene the layers that are asked for, and the roads that are not as they should be. An effect's body. */
import { type Signal, signal } from '@preact/signals';
import type { CityScene } from './city-scene.ts';
import type { MapLayers } from './map-layers.ts';
import { roadAlarms, sceneRoads } from './scene-roads.ts';
import { fetchRoadAt } from './server-api.ts';
import type { Surface } from './surface.ts';

/** The scene draws on every call, so that it is called only when something it shows has changed. */
export function createLayerFeed({ live }: Surface, layers: MapLayers, scene: CityScene): () => void {
  /** The road at an asset, by its id: asked of the server with the first alarm there. */
  const roads: Signal<ReadonlyMap<string, string | null>> = signal(new Map());
  const asked = new Set<string>();
  let layersKey = '[]';
  let roadsKey = '[]';
  return () => {
    const drawn = layers.drawn.value;
    const nextLayers = JSON.stringify(
      drawn.map(({ id, shapes }) => [id, shapes.map((shape) => [shape.id, shape.isHollow])]),
    );
    if (nextLayers !== layersKey) scene.setLayers(drawn);
    layersKey = nextLayers;

    const alarms = roadAlarms(layers.all.value, live.alarms.value.values(), live.assets.value);
    for (const { asset } of alarms) {
      if (asked.has(asset.id)) continue;
      asked.add(asset.id);
      void fetchRoadAt(asset).then((road) => {
        // Asked again with the next change, when nobody answered.
        if (road === undefined) asked.delete(asset.id);
        else roads.value = new Map(roads.peek()).set(asset.id, road);
      });
    }
    const said = sceneRoads(alarms, roads.value);
    const nextRoads = JSON.stringify(said);
    if (nextRoads !== roadsKey) scene.setRoads(said);
    roadsKey = nextRoads;
  };
}
