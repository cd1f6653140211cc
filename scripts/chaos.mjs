// `npm run chaos`: kills replicas, cuts connections and disturbs the forge, and checks that nothing is lost.
// `--minutes 10` or `--kills 100` bound a run, and `--seed` makes its choices again. See CONTRIBUTING.md.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './installed.mjs';

ensureInstalled();
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt();
const { build } = await import('esbuild');
await build({
  entryPoints: {
    chaos: join(root, 'test/chaos/main.ts'),
    'chaos-forge': join(root, 'test/chaos/forge-process.ts'),
  },
  outdir: join(root, 'dist'),
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
});
await import(pathToFileURL(join(root, 'dist/chaos.js')).href);
