import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-response.ts';

export interface User {
  id: string;
}

/** The authenticated user. Browsers send cookies automatically; a bearer token is always deliberate. */
export interface Session {
  user: User;
  by: 'bearer' | 'cookie';
}

export interface AuthenticationDeps {
  adminToken: string;
  adminUserId: string;
  findUserByApiToken: (tokenHash: Buffer) => Promise<string | undefined>;
}

export const sessionCookie = 'afterpush_session';
const sessionSeconds = 365 * 24 * 60 * 60;

/** Authenticates requests by bearer token or by session cookie. */
export function createAuthentication({
  adminToken,
  adminUserId,
  findUserByApiToken,
}: AuthenticationDeps) {
  const admin: User = { id: adminUserId };
  // The cookie is derived from the token, so that it does not reveal it.
  const sessionValue = createHmac('sha256', adminToken)
    .update('afterpush browser session')
    .digest('base64url');

  async function findBearer(token: string): Promise<User | undefined> {
    if (isEqual(token, adminToken)) return admin;
    const id = await findUserByApiToken(toHash(token));
    return id === undefined ? undefined : { id };
  }

  return {
    isAdminToken: (token: string) => isEqual(token, adminToken),

    /** The `Set-Cookie` header after a login. */
    formatSetCookie: (secure: boolean): string => {
      const attributes = ['Path=/', `Max-Age=${sessionSeconds}`, 'HttpOnly', 'SameSite=Strict'];
      if (secure) attributes.push('Secure');
      return [`${sessionCookie}=${sessionValue}`, ...attributes].join('; ');
    },

    /** An `Authorization` header takes precedence: a cookie does not make up for a wrong one. */
    async findSession(headers: FastifyRequest['headers']): Promise<Session | undefined> {
      if (headers.authorization !== undefined) {
        const token = /^Bearer +([^\s]+)$/i.exec(headers.authorization)?.[1];
        const user = token === undefined ? undefined : await findBearer(token);
        return user && { user, by: 'bearer' };
      }
      const values = listCookies(headers.cookie, sessionCookie);
      const isKnown = values.some((value) => isEqual(value, sessionValue));
      return isKnown ? { user: admin, by: 'cookie' } : undefined;
    },
  };
}

export type Authentication = ReturnType<typeof createAuthentication>;

/** The authenticated user. Throws 401 without one. */
export function getUser(request: FastifyRequest): User {
  if (!request.session) throw toUnauthorized();
  return request.session.user;
}

export function toUnauthorized(): HttpProblem {
  const detail =
    'Send `Authorization: Bearer <token>`, or open the link that `afterpush serve` prints.';
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}

export function toBearerOnly(): HttpProblem {
  const detail = 'This path accepts no browser session. Send `Authorization: Bearer <token>`.';
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}

function toHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Hashes have equal length, which `timingSafeEqual` requires. */
function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(toHash(one), toHash(other));
}

/** Browsers may send several cookies of one name, set for different paths. */
function listCookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | undefined;
  }
}
