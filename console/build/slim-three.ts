/**
 * Three.js without what the city never uses. Its renderer names its built-in materials, shadows, environment maps and
 * virtual reality, so that no bundler can leave them out; every material of the scene brings its own shaders. The parts
 * below are put in the place of the library's own files, which takes about 50 kB of gzipped script off wall and desk.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const SOURCE = join(dirname(fileURLToPath(import.meta.resolve('three'))), '..', 'src');

const REPLACED: Readonly<Record<string, string>> = {
  // Shader materials name no built-in shader; their programs still ask for the output's colour space.
  'renderers/shaders/ShaderLib.js': 'export const ShaderLib = {};',
  'renderers/shaders/ShaderChunk.js': `
    import colorspace_pars_fragment from './ShaderChunk/colorspace_pars_fragment.glsl.js';
    import colorspace_fragment from './ShaderChunk/colorspace_fragment.glsl.js';
    export const ShaderChunk = { colorspace_pars_fragment, colorspace_fragment };`,
  'renderers/shaders/DFGLUTData.js': 'export const getDFGLUT = () => null;',
  'renderers/webgl/WebGLShadowMap.js': `
    export function WebGLShadowMap() {
      Object.assign(this, { enabled: false, autoUpdate: false, needsUpdate: false, type: 0, render() {} });
    }`,
  'renderers/webgl/WebGLEnvironments.js': `
    export function WebGLEnvironments() {
      return { get: () => null, dispose() {} };
    }`,
  'renderers/webxr/WebXRManager.js': `
    export class WebXRManager {
      enabled = false;
      isPresenting = false;
      addEventListener() {}
      removeEventListener() {}
      setAnimationLoop() {}
      getEnvironmentBlendMode() {}
      dispose() {}
    }`,
};

/** Throws when a file that it replaces is gone from the library: then this list must be looked at again. */
export function slimThree(): Plugin {
  const texts = new Map(Object.entries(REPLACED).map(([name, text]) => [join(SOURCE, name), text]));
  for (const path of texts.keys()) {
    if (!existsSync(path))
      throw new Error(`Three.js has no ${path} any more; console/build/slim-three.ts replaces it.`);
  }
  return {
    name: 'slim-three',
    enforce: 'pre',
    resolveId: (source) => (source === 'three' ? join(SOURCE, 'Three.js') : null),
    load: (id) => texts.get(id) ?? null,
  };
}
