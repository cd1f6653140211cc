import { trimSurrounding, trimTrailing } from './trim-characters.ts';

/** The parts of a remote origin, in any form git accepts for a network remote. */
export interface RemoteOrigin {
  protocol: 'https' | 'http' | 'ssh' | 'git';
  /** Lower case, without brackets. */
  host: string;
  /** Undefined when the origin names none. */
  port: number | undefined;
  /** Decoded path without leading slash, trailing slash or `.git`. */
  path: string;
}

/** Longer than any URL that git and servers accept. */
const longestOrigin = 4096;

const urlForm =
  /^(https?|ssh|git|git\+ssh|ssh\+git):\/\/(?:[^/?#]*@)?(\[[^\]]+\]|[^/:?#@]*)(?::(\d*))?\/([^?#]*)/i;
const scpForm = /^(?:[^/\s:@]+@)?(\[[^\]]+\]|[^/\s:@[\]]+):(?!\/\/)([^?#]*)$/;

/**
 * Reads a remote origin as `git remote get-url` prints it: URL or scp-like form.
 * Returns undefined for local paths and anything else that names no host.
 */
export function parseRemoteOrigin(origin: string): RemoteOrigin | undefined {
  if (origin.length > longestOrigin) return undefined;
  const text = origin.trim();
  const url = urlForm.exec(text);
  if (url) return toRemoteOrigin(toProtocol(url[1] ?? ''), url[2] ?? '', url[3], url[4] ?? '');
  const scp = scpForm.exec(text);
  if (!scp || isDriveLetter(scp[1] ?? '')) return undefined;
  return toRemoteOrigin('ssh', scp[1] ?? '', undefined, scp[2] ?? '');
}

/**
 * Removes what could be a secret: user and password of a web URL, the password of any other URL,
 * query and fragment. Nothing that passed through here is unsafe to store or log.
 */
export function stripCredentials(origin: string): string {
  const [text = ''] = origin.trim().split(/[?#]/, 1);
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text) ?? [];
  if (scheme === undefined) return stripScpPassword(text);
  const slash = text.indexOf('/', scheme.length);
  const end = slash < 0 ? text.length : slash;
  const authority = text.slice(scheme.length, end);
  const rest = text.slice(end);
  const at = authority.lastIndexOf('@');
  if (at < 0) return text;
  const user = /^https?:/i.test(scheme) ? '' : (authority.slice(0, at).split(':')[0] ?? '');
  return `${scheme}${user ? `${user}@` : ''}${authority.slice(at + 1)}${rest}`;
}

function stripScpPassword(text: string): string {
  const scp = /^([^/@:]+):[^/@]*@(.+)$/s.exec(text);
  return scp ? `${scp[1]}@${scp[2]}` : text;
}

function toProtocol(scheme: string): RemoteOrigin['protocol'] {
  const lower = scheme.toLowerCase();
  return lower === 'https' || lower === 'http' || lower === 'git' ? lower : 'ssh';
}

function toRemoteOrigin(
  protocol: RemoteOrigin['protocol'],
  rawHost: string,
  rawPort: string | undefined,
  rawPath: string,
): RemoteOrigin | undefined {
  const host = rawHost.replace(/^\[|\]$/g, '').toLowerCase();
  const port = rawPort ? Number(rawPort) : undefined;
  const decoded = trimSurrounding(decodePath(rawPath) ?? '', '/');
  const path = trimTrailing(decoded.replace(/\.git$/i, ''), '/');
  if (!host || !path || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { protocol, host, port, path };
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function isDriveLetter(host: string): boolean {
  return /^[a-z]$/i.test(host);
}
