import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Builds askpass like in production: one executable file. */
export async function buildAskpass(directory: string): Promise<string> {
  const file = join(directory, 'askpass.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../askpass-main.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod(file, 0o755);
  return file;
}
