import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './installed.mjs';

const entries = ['contract/package-client', 'app/library'];

/** Writes the declarations of what the package exports, and of what they refer to. */
export function buildDeclarations(directory) {
  const all = mkdtempSync(`${directory}-`);
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', join(root, 'tsconfig.declarations.json'), '--outDir', all];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error('the declarations of the package have type errors');
    const written = new Set();
    for (const entry of entries) copyWithImports(join(all, `${entry}.d.ts`));

    function copyWithImports(file) {
      if (written.has(file)) return;
      written.add(file);
      const text = readFileSync(file, 'utf8');
      const target = join(directory, relative(all, file));
      mkdirSync(dirname(target), { recursive: true });
      // Consumers resolve `.js` to the declarations beside it.
      writeFileSync(target, text.replace(/(['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'));
      for (const [, path] of text.matchAll(/['"](\.{1,2}\/[^'"]+)\.ts['"]/g)) {
        copyWithImports(join(dirname(file), `${path}.d.ts`));
      }
    }
  } finally {
    rmSync(all, { recursive: true, force: true });
  }
}
