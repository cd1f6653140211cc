import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import { findClones } from './find-clones.ts';

const mostClones = 1_000;
const mostHosts = 50;
const readBytes = 256 * 1024;

/**
 * The hosts that remotes of clones name, with their port where the remote is an https address. Only their
 * configuration files are read.
 */
export async function listRemoteHosts(
  directories: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const hosts = new Set<string>();
  let read = 0;
  for (const directory of directories) {
    const { repositories } = await findClones(directory, signal);
    for (const { commonDirectory } of repositories) {
      read += 1;
      if (read > mostClones) return [...hosts];
      for (const url of parseUrls(await readStart(join(commonDirectory, 'config')))) {
        const host = toHost(url);
        if (host !== undefined && hosts.size < mostHosts) hosts.add(host);
      }
    }
  }
  return [...hosts];
}

function parseUrls(config: string): string[] {
  return config.split('\n').flatMap((line) => {
    const [, url] = /^[ \t]*(?:push)?url[ \t]*=[ \t]*(\S.*)$/i.exec(line) ?? [];
    return url === undefined ? [] : [url.trim()];
  });
}

/** An alias of the SSH configuration has no dot. Over plain http, no forge is found. */
function toHost(url: string): string | undefined {
  const origin = parseRemoteOrigin(url);
  if (!origin || origin.protocol === 'http' || origin.protocol === 'git') return undefined;
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(origin.host)) return undefined;
  const hasPort = origin.protocol === 'https' && origin.port !== undefined && origin.port !== 443;
  return hasPort ? `${origin.host}:${origin.port}` : origin.host;
}

async function readStart(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}
