export { type ArchiveConfig, type ArchiveDeps, createArchive } from './archive/archive.ts';
export { type IngestConfig, readIngestConfig } from './config.ts';
export { partitionOf } from './partition-of.ts';
export { createQuarantineStore, listQuarantine, type QuarantineList, type QuarantineRow } from './quarantine-store.ts';
export { createRegistrySource } from './registry-source.ts';
export { createIngest, type Ingest, type IngestDeps, type ListenOptions } from './service.ts';
