import { formatReason } from './fetch-error.ts';
import type { HttpClient, HttpRequest, HttpResult } from './http-client.ts';
import { openAt, type ResolveHost, resolveHost } from './http-download.ts';
import { readBody } from './read-body.ts';
import { findRefusedHost, type ResolvedAddress } from './storage-address.ts';

interface GuardedHttpDeps {
  resolve?: ResolveHost;
  findRefused?: (addresses: readonly ResolvedAddress[]) => string | undefined;
}

const defaultTimeoutMs = 2_000;
const defaultLimitBytes = 64 * 1024;

/**
 * Requests hosts that a stranger may have named, as in the remotes of a clone. A refused address is not
 * connected to; a second lookup of the name cannot lead elsewhere; redirects are not followed.
 */
export function createGuardedHttpClient({
  resolve = resolveHost,
  findRefused = findRefusedHost,
}: GuardedHttpDeps = {}): Pick<HttpClient, 'get'> {
  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResult> => {
    const url = new URL(request.url);
    const addresses = await resolve(url.hostname);
    const refused = findRefused(addresses);
    if (refused !== undefined) return { kind: 'unreachable', message: refused };
    const headers = { 'user-agent': 'afterpush', ...request.headers };
    const response = await openAt(url, { headers, signal, addresses });
    const { bodyLimitBytes: limitBytes = defaultLimitBytes } = request;
    const body = await readBody(response.body, limitBytes);
    if (!body) return { kind: 'too_large', limitBytes };
    return { kind: 'response', ...response, body, redirected: false };
  };
  return {
    async get(request) {
      const { timeoutMs = defaultTimeoutMs } = request;
      request.signal.throwIfAborted();
      const end = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return await Promise.race([send(request, end), untilAborted(end)]);
      } catch (error) {
        request.signal.throwIfAborted();
        if (end.aborted) return { kind: 'timed_out', timeoutMs };
        return { kind: 'unreachable', message: formatReason(error) };
      }
    },
  };
}

/** A lookup of a name cannot be aborted. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
