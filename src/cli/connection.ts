import { homedir } from 'node:os';
import { defaultDataDirectory, readConnectionFile } from '../platform/connection-file.ts';

export type Environment = Record<string, string | undefined>;

/** Where a client finds the server; `refused` says why the token must not go there. */
export type ServerConnection =
  | { kind: 'found'; url: string; token: string }
  | { kind: 'missing' }
  | { kind: 'refused'; reason: string };

export const missingServer =
  'No Afterpush server found: start one with `npx afterpush serve`, ' +
  'or set AFTERPUSH_URL and AFTERPUSH_TOKEN';

// The value is not repeated: a password may be what is wrong with it (S10).
const wrongUrl =
  'AFTERPUSH_URL must be a URL like https://afterpush.example.com, without user and password';

/** Reads AFTERPUSH_URL and AFTERPUSH_TOKEN, else what the server left in the data directory. */
export function findConnection(environment: Environment): ServerConnection {
  const local = readConnectionFile(defaultDataDirectory(environment, homedir()));
  const url = (environment.AFTERPUSH_URL || local?.url)?.replace(/\/+$/, '');
  if (!url) return { kind: 'missing' };
  const parsed = parseServerUrl(url);
  if (!parsed) return { kind: 'refused', reason: wrongUrl };
  if (!isPrivate(parsed)) return { kind: 'refused', reason: toExposure(url) };
  // The token in the data directory was made for the server of that file, and for no other (S10).
  const ownToken = local && isSameOrigin(local.url, parsed) ? local.token : undefined;
  const token = environment.AFTERPUSH_TOKEN || ownToken;
  if (token && /^[\x21-\x7e]+$/.test(token)) return { kind: 'found', url, token };
  const fault = token ? 'has characters that no token has' : `is not set for ${url}`;
  return { kind: 'refused', reason: `AFTERPUSH_TOKEN ${fault}` };
}

function parseServerUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.username === '' && url.password === '' ? url : undefined;
}

/** Whether nobody between can read a token: TLS, or this machine. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function toExposure(url: string): string {
  return (
    `the token is not sent to ${url}, where anybody between could read it: ` +
    'use https, or a tunnel to a port of this machine'
  );
}

function isSameOrigin(text: string, url: URL): boolean {
  return URL.canParse(text) && new URL(text).origin === url.origin;
}
