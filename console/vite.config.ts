/** Builds the three surfaces and the login page into `dist`, and the field's service worker with its list of files. */
import { defineConfig } from 'vite';
import { precacheList } from './build/precache-list.ts';
import { slimThree } from './build/slim-three.ts';

const page = (name: string) => `${import.meta.dirname}/${name}/index.html`;

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
        sw: `${import.meta.dirname}/field/sw.ts`,
      },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'field/sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
