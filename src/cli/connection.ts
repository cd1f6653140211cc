import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { parseChatToken } from '../domain/chat-token.ts';
import { trimTrailing } from '../domain/trim-characters.ts';
import { defaultDataDirectory, readConnectionFile } from '../platform/connection-file.ts';

export type Environment = Record<string, string | undefined>;

/** The server to use; `refused` says why the token must not be sent to it. */
export type ServerConnection =
  | { kind: 'found'; url: string; token: string; tokenName: string }
  | { kind: 'missing' }
  | { kind: 'refused'; reason: string; lacksToken?: boolean };

export const missingServer =
  'no Afterpush server found: start one with `npx afterpush serve`, ' +
  'or set AFTERPUSH_URL and AFTERPUSH_TOKEN';

/** How messages call the settings that name the server. */
export interface ConnectionNames {
  url: string;
  token: string;
}

export const variableNames: ConnectionNames = { url: 'AFTERPUSH_URL', token: 'AFTERPUSH_TOKEN' };

// Does not quote the value, which may contain a password (S10).
const formatWrongUrl = (name: string) =>
  `${name} must be a URL like https://afterpush.example.com, without user and password`;

/** Reads AFTERPUSH_URL and AFTERPUSH_TOKEN, or the connection file in the data directory. */
export function findConnection(
  environment: Environment,
  names: ConnectionNames = variableNames,
): ServerConnection {
  const found = readConnectionFile(defaultDataDirectory(environment, homedir()));
  const local = found.kind === 'found' ? found.connection : undefined;
  if (found.kind === 'untrusted' && !environment.AFTERPUSH_URL) {
    return { kind: 'refused', reason: found.reason };
  }
  const url = trimTrailing(environment.AFTERPUSH_URL || local?.url || '', '/');
  if (!url) return { kind: 'missing' };
  const parsed = parseServerUrl(url);
  if (!parsed) return { kind: 'refused', reason: formatWrongUrl(names.url) };
  if (!isSecure(parsed)) return { kind: 'refused', reason: formatInsecure(url) };
  // The token in the data directory is only for the server that wrote it (S10).
  const ownToken = local && isSameOrigin(local.url, parsed) ? local.token : undefined;
  const [token, tokenName] = pickToken(environment, ownToken, names);
  if (token && /^[\x21-\x7e]+$/.test(token)) return { kind: 'found', url, token, tokenName };
  const problem = token ? 'contains invalid characters' : `is not set for ${url}`;
  return { kind: 'refused', reason: `${tokenName} ${problem}`, lacksToken: true };
}

/** The token and how messages call it. */
function pickToken(
  environment: Environment,
  ownToken: string | undefined,
  names: ConnectionNames,
): [token: string | undefined, name: string] {
  if (environment.AFTERPUSH_TOKEN) return [environment.AFTERPUSH_TOKEN, names.token];
  const inFile = readTokenFile(environment);
  if (inFile !== undefined) return [inFile, 'the token in AFTERPUSH_TOKEN_FILE'];
  return ownToken ? [ownToken, 'the token in the data directory'] : [undefined, names.token];
}

/** `afterpush run` starts an agent without waiting for a slow server, and stores the token when it comes. */
function readTokenFile({ AFTERPUSH_TOKEN_FILE: file }: Environment): string | undefined {
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Some agents pass `$NAME` in the configuration of a server on unchanged where the variable is not set. */
export function dropReferences(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) => value !== `$${name}` && value !== `\${${name}}`,
    ),
  );
}

/** The chat that commands are about: a chat token names its own. */
export function findChatId({
  AFTERPUSH_CHAT_ID,
  AFTERPUSH_TOKEN,
}: Environment): string | undefined {
  return AFTERPUSH_CHAT_ID || parseChatToken(AFTERPUSH_TOKEN ?? '');
}

function parseServerUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.username === '' && url.password === '' ? url : undefined;
}

/** Whether a token can be sent without being read on the way: TLS, or this machine. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function formatInsecure(url: string): string {
  return `refusing to send the token to ${url} unencrypted; use https or an SSH tunnel`;
}

function isSameOrigin(text: string, url: URL): boolean {
  return URL.canParse(text) && new URL(text).origin === url.origin;
}
