import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { pageSecretHeader } from '../../contract/page-session.ts';
import type { LoginLink } from '../../contract/sessions.ts';
import type { SessionStore } from '../../store/session-store.ts';

export const sessionCookie = 'afterpush_session';

// The server ends idle sessions; browsers keep a cookie for at most 400 days.
const cookieSeconds = 400 * 86_400;
const longestUserAgent = 300;
/** Other services on this host may set cookies of the same name; more are ignored. */
const mostCookies = 8;

export interface StartedSession {
  /** The `Set-Cookie` header. */
  setCookie: string;
  pageSecret: string;
}

/** Starts a session with two new secrets. Only their hashes are stored. */
export async function startSession(
  user: { id: string; agent: string | undefined },
  secure: boolean,
  sessions: Pick<SessionStore, 'createSession'>,
): Promise<StartedSession> {
  const cookie = createSecret();
  const pageSecret = createSecret();
  await sessions.createSession({
    id: randomUUID(),
    userId: user.id,
    cookieHash: toHash(cookie),
    pageSecretHash: toHash(pageSecret),
    userAgent: (user.agent ?? '').slice(0, longestUserAgent),
  });
  return { setCookie: formatSetCookie(cookie, cookieSeconds, secure), pageSecret };
}

/** The `Set-Cookie` header that deletes the cookie. */
export function formatDeleteCookie(secure: boolean): string {
  return formatSetCookie('', 0, secure);
}

export interface SessionSecrets {
  cookies: string[];
  pageSecret: string;
}

/** The two secrets of a request from the page; undefined when either is missing. */
export function parseSessionSecrets(headers: IncomingHttpHeaders): SessionSecrets | undefined {
  const pageSecret = headers[pageSecretHeader];
  const cookies = listCookies(headers.cookie, sessionCookie).filter((value) => value !== '');
  if (typeof pageSecret !== 'string' || pageSecret === '' || cookies.length === 0) return undefined;
  return { cookies: cookies.slice(0, mostCookies), pageSecret };
}

/** Creates a link that signs in the browser that opens it first. */
export async function createLoginLink(
  userId: string,
  publicUrl: string,
  sessions: Pick<SessionStore, 'saveLoginCode'>,
): Promise<LoginLink> {
  const code = createSecret();
  const expiresAt = await sessions.saveLoginCode(userId, toHash(code));
  return { url: `${publicUrl}/login?code=${code}`, expires_at: expiresAt.toISOString() };
}

export function toHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

function formatSetCookie(value: string, seconds: number, secure: boolean): string {
  const attributes = ['Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict'];
  if (secure) attributes.push('Secure');
  return [`${sessionCookie}=${value}`, ...attributes].join('; ');
}

/** Browsers may send several cookies of one name, set for different paths. */
function listCookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
