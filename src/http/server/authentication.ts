import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { SessionStore } from '../../store/session-store.ts';
import { HttpProblem } from './problem-response.ts';
import { parseSessionSecrets, toHash } from './sessions.ts';

export interface User {
  id: string;
}

/** The authenticated user. Browsers send cookies automatically; a bearer token is always deliberate. */
export type Session = { user: User; by: 'bearer' } | { user: User; by: 'page'; id: string };

export interface AuthenticationDeps {
  adminToken: string;
  adminUserId: string;
  findUserByApiToken: (tokenHash: Buffer) => Promise<string | undefined>;
  sessions: Pick<SessionStore, 'findSession'>;
}

/** Authenticates requests by bearer token, or by the two secrets of a session of the page. */
export function createAuthentication({
  adminToken,
  adminUserId,
  findUserByApiToken,
  sessions,
}: AuthenticationDeps) {
  const admin: User = { id: adminUserId };

  async function findBearer(token: string): Promise<User | undefined> {
    if (isEqual(token, adminToken)) return admin;
    const id = await findUserByApiToken(toHash(token));
    return id === undefined ? undefined : { id };
  }

  async function findPageSession(headers: FastifyRequest['headers']): Promise<Session | undefined> {
    const secrets = parseSessionSecrets(headers);
    if (!secrets) return undefined;
    const { cookies, pageSecret } = secrets;
    const found = await sessions.findSession(cookies.map(toHash), toHash(pageSecret));
    return found && { user: { id: found.userId }, by: 'page', id: found.id };
  }

  return {
    /** The user whom the admin token signs in. */
    findAdmin: (token: string): User | undefined =>
      isEqual(token, adminToken) ? admin : undefined,

    /** An `Authorization` header takes precedence: a session does not make up for a wrong one. */
    async findSession(headers: FastifyRequest['headers']): Promise<Session | undefined> {
      if (headers.authorization === undefined) return findPageSession(headers);
      const token = /^Bearer +([^\s]+)$/i.exec(headers.authorization)?.[1];
      const user = token === undefined ? undefined : await findBearer(token);
      return user && { user, by: 'bearer' };
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
    'Send `Authorization: Bearer <token>`, or sign in with the link that `afterpush login-link` prints.';
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}

export function toBearerOnly(): HttpProblem {
  const detail = 'This path accepts no browser session. Send `Authorization: Bearer <token>`.';
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}

/** Hashes have equal length, which `timingSafeEqual` requires. */
function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(toHash(one), toHash(other));
}

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | undefined;
  }
}
