/** Hands the scene the layers that are asked for, and the roads that are not as they should be. An effect's body. */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { CityScene } from './city-scene.ts';
import type { MapLayers } from './map-layers.ts';
import { createRoadFinder, sceneRoads } from './scene-roads.ts';
import type { Surface } from './surface.ts';

/** The scene draws on every call, so that it is called only when something it shows has changed. */
export function createLayerFeed(
  { live }: Surface,
  layers: MapLayers,
  scene: CityScene,
  basemap: BasemapData,
): () => void {
  const roadAt = createRoadFinder(basemap);
  let layersKey = '[]';
  let roadsKey = '[]';
  return () => {
    const drawn = layers.drawn.value;
    const nextLayers = JSON.stringify(
      drawn.map(({ id, shapes }) => [id, shapes.map((shape) => [shape.id, shape.isHollow])]),
    );
    if (nextLayers !== layersKey) scene.setLayers(drawn);
    layersKey = nextLayers;
    const roads = sceneRoads(layers.all.value, live.alarms.value.values(), live.assets.value, roadAt);
    const nextRoads = JSON.stringify(roads);
    if (nextRoads !== roadsKey) scene.setRoads(roads);
    roadsKey = nextRoads;
  };
}
