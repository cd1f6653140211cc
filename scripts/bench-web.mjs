// `npm run bench:web`: installs and builds what is missing, then measures the page in a browser.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './installed.mjs';

ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
const { build } = await import('esbuild');
await build({
  entryPoints: {
    'bench-web': join(root, 'bench/web/main.ts'),
    'bench-forge': join(root, 'bench/forge-process.ts'),
  },
  outdir: join(root, 'dist'),
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
});
await import(pathToFileURL(join(root, 'dist/bench-web.js')).href);
