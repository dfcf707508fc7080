/** Builds the three surfaces and the login page into `dist`, and the field's service worker with its list of files. */
import { defineConfig } from 'vite';
import { precacheList } from './build/precache-list.ts';
import { slimThree } from './build/slim-three.ts';

const page = (name: string) => `${import.meta.dirname}/${name}/index.html`;

/** Three.js and the scene, but for the parts that are fetched when they are first needed, see scene/late-part.ts. */
const SCENE =
  /[\\/]node_modules[\\/]three[\\/]|[\\/]console[\\/]scene[\\/](?!city-chunks|chunk-|tile-choice|layer-|pick-id|picking)/;
/** What the surfaces have in common. */
const SHARED = /[\\/](console[\\/](ui|state)|contracts|basemap|@?preact)[\\/]/;

export default defineConfig({
  root: import.meta.dirname,
  publicDir: 'ui/public',
  plugins: [slimThree(), precacheList()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows files of our own only: no data: addresses, no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        wall: page('wall'),
        card: page('wall/card'),
        desk: page('desk'),
        field: page('field'),
        login: page('login'),
        public: page('public'),
        sw: `${import.meta.dirname}/field/sw.ts`,
      },
      output: {
        // Few files: cut into many small ones, the same code would be larger by a tenth.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'scene', test: SCENE },
            { name: 'shared', test: SHARED, minShareCount: 4 },
          ],
        },
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'field/sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
