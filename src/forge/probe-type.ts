import type { HttpClient, HttpResponse, HttpResult } from '../platform/http-client.ts';
import type { ForgeType } from './forge.ts';

interface Probe {
  type: ForgeType;
  path: string;
  recognizes: (response: HttpResponse) => boolean;
}

/** What each kind of server says of itself to a stranger. */
const probes: readonly Probe[] = [
  {
    type: 'github',
    path: '/api/v3/meta',
    recognizes: ({ headers }) =>
      headers.has('x-github-request-id') || headers.has('x-github-enterprise-version'),
  },
  {
    type: 'gitlab',
    path: '/api/v4/version',
    recognizes: ({ status, headers, body }) =>
      (status === 401 && (headers.has('x-gitlab-meta') || isMessage(body, '401 Unauthorized'))) ||
      (status === 200 && typeof toFields(body)?.revision === 'string'),
  },
  {
    type: 'gitea',
    path: '/api/v1/version',
    recognizes: ({ status, body }) => status === 200 && isGiteaVersion(body),
  },
  {
    type: 'bitbucket_data_center',
    path: '/rest/api/latest/application-properties',
    recognizes: ({ status, body }) =>
      status === 200 && String(toFields(body)?.displayName).startsWith('Bitbucket'),
  },
];

export type ProbeOutcome =
  | { kind: 'forge'; type: ForgeType }
  /** The server responded, and none of its responses identifies one kind of forge. */
  | { kind: 'no_forge' }
  /** It could not be reached, or was failing: what it is remains unknown. */
  | { kind: 'unreachable' };

const timeoutMs = 2_000;
const bodyLimitBytes = 64 * 1024;

/** Finds out by requests without a token which kind of forge a server is. */
export async function probeType(
  webBaseUrl: string,
  http: Pick<HttpClient, 'get'>,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  const headers = { accept: 'application/json' };
  const results = await Promise.all(
    probes.map(async ({ type, path, recognizes }) => {
      const url = `${webBaseUrl}${path}`;
      const result = await http.get({ url, headers, signal, timeoutMs, bodyLimitBytes });
      if (isUnreachable(result)) return 'unreachable';
      return result.kind === 'response' && !result.redirected && recognizes(result) ? type : [];
    }),
  );
  const types = results.flat().filter((result) => result !== 'unreachable');
  const [type] = types;
  if (type !== undefined && types.length === 1) return { kind: 'forge', type };
  const isCutShort = signal.aborted || results.includes('unreachable');
  return { kind: isCutShort ? 'unreachable' : 'no_forge' };
}

function isUnreachable(result: HttpResult): boolean {
  if (result.kind === 'response') return result.status >= 500 || result.status === 429;
  return result.kind === 'unreachable' || result.kind === 'timed_out';
}

function isGiteaVersion(body: Buffer): boolean {
  const fields = toFields(body);
  return typeof fields?.version === 'string' && fields.revision === undefined;
}

function isMessage(body: Buffer, message: string): boolean {
  return toFields(body)?.message === message;
}

function toFields(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
