import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../platform/package-root.ts';

/** The program that git starts as GIT_ASKPASS. */
export function getAskpassPath(): string {
  const path = join(packageRoot, 'dist', 'askpass.js');
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The version of the installed package. */
export function getVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  return (content as { version: string }).version;
}
