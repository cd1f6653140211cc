import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the Afterpush package, both in a checkout and when installed. */
export const packageRoot = getPackageRoot(dirname(fileURLToPath(import.meta.url)));

function getPackageRoot(directory: string): string {
  if (readPackageName(directory) === 'afterpush') return directory;
  const parent = dirname(directory);
  if (parent !== directory) return getPackageRoot(parent);
  throw new Error('The files of Afterpush are incomplete: install it again.');
}

function readPackageName(directory: string): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).name;
  } catch {
    return undefined;
  }
}
