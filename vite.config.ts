/** The console's build: `src/console` into `dist/console`, served below `/console/`. Nothing is fetched from anywhere else, then or later. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/console',
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    // By it `npm run bench -- weight` knows what a page fetches.
    manifest: true,
    // An inlined file would be a `data:` address, which the page's policy allows to pictures only; a polyfill would be an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    reportCompressedSize: false,
  },
});
