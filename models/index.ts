/** What other parts of the system use of the models: manifests, and the detectors and classifiers that run them. */
export { type Classified, type Classifier, createClassifier } from './runtime/classifier.ts';
export { createDetector, type Detector, type DetectorOptions, type NamedDetection } from './runtime/detector.ts';
export { type FetchOptions, fetchWeights } from './runtime/fetch-weights.ts';
export { type LoadedManifest, loadManifest, readManifest } from './runtime/manifest.ts';
export {
  type ClassifierManifest,
  DETECTION_CLASSES,
  type Detection,
  type DetectionClass,
  type DetectorManifest,
  type ModelManifest,
  type PictureManifest,
  type RgbFrame,
} from './runtime/manifest-types.ts';
export { ModelError } from './runtime/model-error.ts';
export type { ModelOptions } from './runtime/open-model.ts';
export type { Region } from './runtime/region.ts';
export { selfTestModel } from './runtime/self-test.ts';
