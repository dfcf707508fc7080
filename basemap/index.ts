export { type BlockOptions, type Blocks, generateBlocks } from './blocks.ts';
export { basemapData } from './build.ts';
export { featureRows } from './chunks/feature-rows.ts';
export { type FeatureIndex, type FeatureRow, openFeatureIndex } from './chunks/feature-table.ts';
export type * from './data.ts';
export type { Feature, Geometry, Layer, LayerMeta, LonLat, MapLayer } from './geojson.ts';
export { type CityMap, layerFrom, loadLayer, loadLayers, loadMap, shippedMap } from './layers.ts';
export { isInRing, pathDistanceM } from './planar.ts';
export {
  adoptOrigin,
  createFrame,
  type Enu,
  enuFromLonLat,
  enuPath,
  type Frame,
  lonLatFromEnu,
  origin,
} from './project.ts';
export { createPathIndex, createSpatialIndex, type Found, type PathIndex, type SpatialIndex } from './spatial.ts';
export { type UnitCell, unitCells } from './unit-cells.ts';
