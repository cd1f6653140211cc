import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import { ConfigError } from './settings.ts';

export const configFileName = 'afterpush.config.yaml';

export interface ConfigFile {
  path: string;
  /** Undefined: the file does not exist. */
  text: string | undefined;
}

interface ConfigFilePlaces {
  /** The value of `--config`. */
  option?: string | undefined;
  environment: Record<string, string | undefined>;
  homeDirectory: string;
}

/**
 * Reads the configuration file: the one that `--config` names, else the one in the data directory. The
 * working directory is not searched, because a repository that was checked out there could bring a file
 * that sends linked tokens elsewhere (S10).
 */
export function readConfigFile({
  option,
  environment,
  homeDirectory,
}: ConfigFilePlaces): ConfigFile {
  const byDefault = join(defaultDataDirectory(environment, homeDirectory), configFileName);
  const path = resolve(option ?? byDefault);
  if (option === undefined && !existsSync(path)) return { path, text: undefined };
  try {
    requireTrusted(path);
    return { path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ name: path, message: `cannot be read: ${reason}` }]);
  }
}

/** A user who can write the file can redirect every token. Windows has neither owner nor mode. */
function requireTrusted(path: string): void {
  const userId = process.getuid?.();
  if (userId === undefined) return;
  const { uid, mode } = statSync(path);
  const isOwn = uid === userId || uid === 0;
  if (isOwn && (mode & 0o002) === 0) return;
  const message = isOwn
    ? `can be changed by every user of this machine. Run: chmod o-w '${path}'`
    : 'belongs to another user. Copy it to a file that belongs to you';
  throw new ConfigError([{ name: path, message }]);
}
