export { type BlockOptions, type Blocks, generateBlocks } from './blocks.ts';
export { basemapData } from './build.ts';
export type * from './data.ts';
export type { Feature, Geometry, Layer, LayerMeta, LonLat } from './geojson.ts';
export { layerFrom, loadLayer, loadLayers } from './layers.ts';
export { isInRing, pathDistanceM } from './planar.ts';
export { type Enu, enuFromLonLat, enuPath, lonLatFromEnu, origin } from './project.ts';
export { createSpatialIndex, type Found, type SpatialIndex } from './spatial.ts';
export { type UnitCell, unitCells } from './unit-cells.ts';
