// Bundles a TypeScript program of the tests or benchmarks beside the built server, and runs it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled, root } from './installed.mjs';

/** `entryPoints` are paths of the repository by the names of their bundles. */
export async function runBundled(name, entryPoints) {
  ensureInstalled();
  await ensureBuilt();
  const { build } = await import('esbuild');
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entryPoints).map(([bundle, path]) => [bundle, join(root, path)]),
    ),
    outdir: join(root, 'dist'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
  });
  await import(pathToFileURL(join(root, `dist/${name}.js`)).href);
}
