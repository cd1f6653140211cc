// `npm run bench` and `npm run bench:web`: the figures of docs/benchmarks.md.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './installed.mjs';

const name = process.argv[2] === 'web' ? 'bench-web' : 'bench';
const program = name === 'bench-web' ? 'bench/web/main.ts' : 'bench/main.ts';

ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
const { build } = await import('esbuild');
await build({
  entryPoints: {
    [name]: join(root, program),
    'bench-forge': join(root, 'bench/forge-process.ts'),
  },
  outdir: join(root, 'dist'),
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
});
await import(pathToFileURL(join(root, `dist/${name}.js`)).href);
