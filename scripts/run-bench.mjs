import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './installed.mjs';

/** Installs and builds what is missing, then runs one of the published benchmarks. */
export async function runBench(name, program) {
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
}
