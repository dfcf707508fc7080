/** What other parts of the system use of the models: manifests and the detector that runs them. */
export { createDetector, type Detector, type DetectorOptions, type NamedDetection } from './runtime/detector.ts';
export { fetchWeights } from './runtime/fetch-weights.ts';
export { type LoadedManifest, loadManifest, ModelError, readManifest } from './runtime/manifest.ts';
export {
  DETECTION_CLASSES,
  type Detection,
  type DetectionClass,
  type DetectorManifest,
  type RgbFrame,
} from './runtime/manifest-types.ts';
