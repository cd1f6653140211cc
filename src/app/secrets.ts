import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopback } from '../http/server/request-guard.ts';
import { ConfigError } from './config/settings.ts';
import type { Config } from './config.ts';

const shortestReachableToken = 20;

export interface Secrets {
  adminToken: string;
  /** 32 bytes. */
  secretKey: Buffer;
}

/** The secrets of the configuration, or else of the data directory, generated at the first start. */
export function loadSecrets(config: Config): Secrets {
  const { dataDirectory } = config;
  const adminToken = config.adminToken ?? readOrCreate(join(dataDirectory, 'admin-token'));
  requireLongToken(adminToken, config.host);
  return {
    adminToken,
    secretKey: toKey(config.secretKey ?? readOrCreate(join(dataDirectory, 'secret-key'))),
  };
}

/** Other machines can guess a short one. */
function requireLongToken(adminToken: string, host: string): void {
  if (isLoopback(host) || adminToken.length >= shortestReachableToken) return;
  const message =
    `must have at least ${shortestReachableToken} characters, because ${host} can be reached from ` +
    'other machines. Create one with: openssl rand -hex 24';
  throw new ConfigError([{ name: 'admin_token', message }]);
}

function readOrCreate(file: string): string {
  try {
    // Exclusive: when two servers start at once, one creates the secret and both use it.
    writeFileSync(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
  chmodSync(file, 0o600);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret !== '') return secret;
  throw new Error(`${file} is empty. Delete it, and the next start creates a new secret`);
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function toKey(text: string): Buffer {
  return createHash('sha256').update(`afterpush stored tokens\0${text}`).digest();
}
