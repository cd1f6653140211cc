import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../credentials/credential.ts';
import { listKnownHosts } from '../credentials/known-hosts.ts';
import type { ForgeType } from '../forge/forge.ts';
import { toBaseUrls } from '../forge/parsing/base-urls.ts';
import { probeType } from '../forge/probe-type.ts';
import { mapConcurrently } from '../platform/bounded-concurrency.ts';
import { createHttpClient } from '../platform/http-client.ts';
import type { Logger } from '../platform/logger.ts';
import type { ConfiguredForge } from './config/forges.ts';
import type { Config } from './config.ts';

type KnownTypes = Record<string, ForgeType>;

/** The public services need no probe. */
const publicTypes: KnownTypes = {
  'https://github.com': 'github',
  'https://gitlab.com': 'gitlab',
  'https://codeberg.org': 'gitea',
};

const longestProbesMs = 3_000;
const mostHosts = 20;
const concurrency = 8;

/**
 * The forges that the person's tools are signed in to and that are not configured. Each must say by
 * itself, to a request without a token, what kind of forge it is; the answer is kept.
 */
export async function findKnownForges(
  { forges, dataDirectory }: Pick<Config, 'forges' | 'dataDirectory'>,
  machine: Machine,
  logger: Pick<Logger, 'info'>,
): Promise<ConfiguredForge[]> {
  const configured = new Set(forges.map(({ webBaseUrl }) => new URL(webBaseUrl).host));
  const known = listKnownHosts(machine)
    .filter(({ host }) => !configured.has(host))
    .slice(0, mostHosts);
  if (known.length === 0) return [];
  const file = join(dataDirectory, 'known-forges.json');
  const stored = readTypes(file);
  const types = new Map<string, ForgeType>(Object.entries({ ...stored, ...publicTypes }));
  const signal = AbortSignal.timeout(longestProbesMs);
  const http = createHttpClient();
  await mapConcurrently(known, concurrency, async ({ webBaseUrl }) => {
    if (types.has(webBaseUrl)) return;
    const type = await probeType(webBaseUrl, http, signal).catch(() => undefined);
    if (type !== undefined) types.set(webBaseUrl, type);
    else logger.info({ webBaseUrl }, 'a forge of another tool was not recognized');
  });
  writeTypes(file, types, stored);
  const ids = new Set(forges.map(({ id }) => id));
  return known.flatMap(({ host, webBaseUrl }) => {
    const type = types.get(webBaseUrl);
    const urls = type && toBaseUrls(type, toConfigured(webBaseUrl));
    if (!urls || ids.has(host)) return [];
    ids.add(host);
    return [{ id: host.replace(':', '-'), type, ...urls }];
  });
}

function toConfigured(webBaseUrl: string) {
  return { apiBaseUrl: undefined, webBaseUrl };
}

function readTypes(file: string): KnownTypes {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as KnownTypes) : {};
  } catch {
    return {};
  }
}

function writeTypes(file: string, types: Map<string, ForgeType>, stored: KnownTypes): void {
  const next = Object.fromEntries([...types].filter(([url]) => !(url in publicTypes)));
  if (Object.keys(next).length === Object.keys(stored).length) return;
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
}
