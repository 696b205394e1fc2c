/** The console's build: `src/console` into `dist/console`, served below `/console/`. Nothing is fetched from anywhere else, then or later. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const STYLE_MAKER = '@rc-component/util/es/Dom/dynamicCSS.js';
const OWN_NONCE = 'if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;\n  }';
const ALWAYS_NONCE = `styleNode.nonce = csp?.nonce ?? document.querySelector('meta[name="csp-nonce"]')?.nonce ?? '';`;

/**
 * Ant Design makes a few styles (the width of a scroll bar, the page locked behind a dialog) without the nonce that it was given, and the page's policy
 * would refuse them. Where this does not find what it mends, the build fails: then Ant Design has changed, and somebody has to look.
 */
const everyStyleHasItsNonce = (): Plugin => ({
  name: 'every-style-has-its-nonce',
  transform: (code, id) => {
    if (!id.endsWith(STYLE_MAKER)) return null;
    if (!code.includes(OWN_NONCE)) throw new Error(`${STYLE_MAKER} no longer makes styles as it did: see vite.config.ts`);
    return { code: code.replace(OWN_NONCE, ALWAYS_NONCE), map: null };
  },
});

export default defineConfig({
  root: 'src/console',
  base: '/console/',
  plugins: [react(), everyStyleHasItsNonce()],
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
