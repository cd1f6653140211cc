// `npm run bench`, `bench:web`, `bench:pushes` and `bench:full`: the figures of docs/benchmarks.md.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './installed.mjs';

const programs = {
  web: 'bench/web/main.ts',
  pushes: 'bench/push-ways.ts',
  full: 'bench/simulation/main.ts',
};
const program = programs[process.argv[2]] ?? 'bench/main.ts';
const name = process.argv[2] in programs ? `bench-${process.argv[2]}` : 'bench';

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
