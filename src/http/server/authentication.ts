import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problem-response.ts';

export interface User {
  id: string;
}

/** Who asks; a cookie is sent by the browser itself, a bearer token only by a program that has it. */
export interface Session {
  user: User;
  by: 'bearer' | 'cookie';
}

export interface AuthenticationOptions {
  adminToken: string;
  adminUserId: string;
  findUserByApiToken: (tokenHash: Buffer) => Promise<string | undefined>;
}

export const sessionCookie = 'afterpush_session';
const sessionSeconds = 365 * 24 * 60 * 60;

/** Recognises who asks, by bearer token or by the cookie of the browser. */
export function createAuthentication({
  adminToken,
  adminUserId,
  findUserByApiToken,
}: AuthenticationOptions) {
  const admin: User = { id: adminUserId };
  // The cookie proves the knowledge of the token and is not the token.
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

    /** What `Set-Cookie` says after a login. */
    toSetCookie: (secure: boolean): string => {
      const attributes = ['Path=/', `Max-Age=${sessionSeconds}`, 'HttpOnly', 'SameSite=Strict'];
      if (secure) attributes.push('Secure');
      return [`${sessionCookie}=${sessionValue}`, ...attributes].join('; ');
    },

    /** An `Authorization` header decides alone: a wrong one is not made good by a cookie. */
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

/** Who asks. Throws where nobody was recognised. */
export function getUser(request: FastifyRequest): User {
  if (!request.session) throw toUnauthorized();
  return request.session.user;
}

export function toUnauthorized(): HttpProblem {
  const detail =
    'Send `Authorization: Bearer <token>`, or open the link with which `afterpush serve` begins.';
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}

function toHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Hashes have one length and nothing in common with what they were made of. */
function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(toHash(one), toHash(other));
}

/** A browser sends two cookies of one name when they were set for different paths. */
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
