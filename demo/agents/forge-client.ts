import type { DemoForge } from '../forge/demo-forge.ts';

/** A client of the forge's API for one login. */
export interface ForgeClient {
  send: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
}

/** Creates a client for a token. It throws if the response is an error. */
export function createForgeClient(
  forge: Pick<DemoForge, 'apiBaseUrl'>,
  token: string,
  signal: AbortSignal,
): ForgeClient {
  return {
    send: async (method, path, body) => {
      const url = path.startsWith('http') ? path : `${forge.apiBaseUrl}${path}`;
      const response = await fetch(url, {
        method,
        signal,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok)
        throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
      return JSON.parse(text) as Record<string, unknown>;
    },
  };
}
