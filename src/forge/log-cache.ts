import type { Access, ChecksRequest, LogRange, LogText } from './forge.ts';

/** The logs of finished runs, the least recently read ones dropped first. */
export interface LogCache {
  find(key: string): LogText | undefined;
  save(key: string, log: LogText): void;
}

/** S12: a log that one token read is never served to another. */
export function toCacheKey(log: {
  access: Access;
  request: ChecksRequest;
  key: string;
  completedAt: Date | null;
  range: LogRange;
}): string {
  const { access, request, key, completedAt, range } = log;
  const { repository, pullRequestUrl } = request;
  const of = [access.tokenFingerprint, repository, pullRequestUrl, key, completedAt];
  return JSON.stringify([...of, range.lines, range.offset]);
}

const mostCharacters = 16 * 1024 * 1024;

export function createLogCache(limit = mostCharacters): LogCache {
  const logs = new Map<string, { log: LogText; size: number }>();
  let total = 0;
  const remove = (key: string) => {
    total -= logs.get(key)?.size ?? 0;
    logs.delete(key);
  };
  return {
    find(key) {
      const found = logs.get(key);
      if (!found) return undefined;
      // Last in the order of the map: most recently read.
      logs.delete(key);
      logs.set(key, found);
      return found.log;
    },
    save(key, log) {
      const size = log.lines.reduce((sum, line) => sum + line.length + 1, key.length);
      if (size > limit) return;
      remove(key);
      logs.set(key, { log, size });
      total += size;
      for (const oldest of logs.keys()) {
        if (total <= limit) break;
        remove(oldest);
      }
    },
  };
}
