/** What nobody needs to read a first task: fetched when it has come, kept by the worker like the rest. */
export { MeTab } from './me-tab.tsx';
export { NearbyTab } from './nearby-tab.tsx';
export { PhotoSheet } from './photo-sheet.tsx';
export { VoiceSheet } from './voice-sheet.tsx';
