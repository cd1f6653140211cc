import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../../src/platform/package-root.ts';

/** Builds the one file of the embedded database that must be on disk, unless it is up to date. */
export async function buildEmbeddedWorker(): Promise<void> {
  const outfile = join(packageRoot, 'dist/embedded-worker.js');
  const { outputFiles } = await build({
    entryPoints: [join(packageRoot, 'src/store/embedded/worker.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  if (existsSync(outfile) && readFileSync(outfile, 'utf8') === text) return;
  mkdirSync(join(packageRoot, 'dist'), { recursive: true });
  // Renamed into place: another test run may be reading it.
  const unfinished = `${outfile}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, outfile);
}
