import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the Afterpush package, in a checkout or when installed. */
export const packageRoot = getPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** The version of the installed package. */
export function getVersion(): string {
  return String(readPackage(packageRoot)?.version);
}

function getPackageRoot(directory: string): string {
  if (readPackage(directory)?.name === 'afterpush') return directory;
  const parent = dirname(directory);
  if (parent !== directory) return getPackageRoot(parent);
  throw new Error('The installation of Afterpush is incomplete: install it again.');
}

function readPackage(directory: string): { name?: unknown; version?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
