// `npm run bench`: installs and builds what is missing, then runs the published benchmarks.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './installed.mjs';

ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
const { build } = await import('esbuild');
const outfile = join(root, 'dist/bench.js');
await build({
  entryPoints: [join(root, 'bench/main.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
});
await import(pathToFileURL(outfile).href);
