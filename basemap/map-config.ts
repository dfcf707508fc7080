import { resolve } from 'node:path';
import { text } from '@chengyun/platform/service/config.ts';
import { shippedMap } from './layers.ts';

/** The folder of the city's own map, with its map.json; empty: the one that is shipped. */
export const MAP_SPEC = { CHENGYUN_MAP: text({ default: '' }) };

export const mapFolder = (configured: string): string => (configured === '' ? shippedMap : resolve(configured));
