/** Makes the 8-bit file that ships from the float weights beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrationFrames, measureRanges } from './calibrate.ts';
import { parametersFrom } from './import-onnx.ts';
import { quantisedOnnxFrom } from './quantise-onnx.ts';

/** What training exports. Its answers are those of the training code, and training can go on from it. */
export const FLOAT_FILE = 'city-nano.onnx';
export const SMALL_FILE = 'city-nano-int8.onnx';
/** Within which each tensor is quantised: with these and the float weights the 8-bit file is made anew, byte for byte. */
export const RANGES_FILE = 'activation-ranges.json';

export async function quantiseIn(folder: string): Promise<void> {
  const parameters = parametersFrom(readFileSync(join(folder, FLOAT_FILE)));
  const ranges = await measureRanges(parameters, await calibrationFrames());
  writeFileSync(join(folder, RANGES_FILE), `${JSON.stringify(ranges, null, 2)}\n`);
  writeFileSync(join(folder, SMALL_FILE), quantisedOnnxFrom(parameters, ranges));
}
