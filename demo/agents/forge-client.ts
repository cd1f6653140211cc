import type { DemoForge } from '../forge/demo-forge.ts';

/** Speaks the forge's API as one login, like any other client. */
export interface ForgeClient {
  send: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
}

/** A client for one token. It throws when the forge refuses. */
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
