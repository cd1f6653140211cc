import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { parseChatToken } from '../../domain/chat-token.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { SessionStore } from '../../store/session-store.ts';
import type { LoginAttempt, LoginThrottle } from './login-throttle.ts';
import { HttpProblem } from './problem-response.ts';
import { parseSessionSecrets, type SessionSecrets, toHash } from './sessions.ts';

export interface User {
  id: string;
}

/**
 * The authenticated user. Browsers send cookies automatically; a bearer token is always deliberate. An
 * agent that sends a chat token acts for the owner of its chat, in that chat only.
 */
export type Session =
  | { user: User; by: 'bearer' }
  | { user: User; by: 'page'; id: string }
  | { user: User; by: 'chat_token'; id: string; chat: { key: string; publicId: string } };

export interface AuthenticationDeps {
  adminToken: string;
  adminUserId: string;
  store: Pick<HttpStore, 'findUserByApiToken' | 'findChatToken'>;
  sessions: Pick<SessionStore, 'findSession'>;
  throttle: LoginThrottle;
}

/** Authenticates requests by bearer token, or by the two secrets of a session of the page. */
export function createAuthentication({
  adminToken,
  adminUserId,
  store,
  sessions,
  throttle,
}: AuthenticationDeps) {
  const admin: User = { id: adminUserId };

  async function findBearer(token: string | undefined): Promise<Session | undefined> {
    if (token === undefined) return undefined;
    if (isEqual(token, adminToken)) return { user: admin, by: 'bearer' };
    return findRandom(token);
  }

  async function findRandom(token: string): Promise<Session | undefined> {
    if (parseChatToken(token) === undefined) {
      const id = await store.findUserByApiToken(toHash(token));
      return id === undefined ? undefined : { user: { id }, by: 'bearer' };
    }
    const found = await store.findChatToken(toHash(token));
    if (!found) return undefined;
    const chat = { key: found.chatId, publicId: found.publicId };
    return { user: { id: found.ownerId }, by: 'chat_token', id: found.id, chat };
  }

  async function findPageSession(secrets: SessionSecrets): Promise<Session | undefined> {
    const { cookies, pageSecret } = secrets;
    const found = await sessions.findSession(cookies.map(toHash), toHash(pageSecret));
    return found && { user: { id: found.userId }, by: 'page', id: found.id };
  }

  return {
    /** The user whom the admin token signs in. */
    findAdmin(request: FastifyRequest, token: string): Promise<User | undefined> {
      const attempt = { ...toPlace(request), kind: 'sign-in form', secret: token } as const;
      return throttle.check(attempt, async () => (isEqual(token, adminToken) ? admin : undefined));
    },

    /** An `Authorization` header takes precedence: a session does not make up for a wrong one. */
    async findSession(request: FastifyRequest): Promise<Session | undefined> {
      const place = toPlace(request);
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const attempt = { ...place, kind: 'bearer', secret: authorization } as const;
        const token = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1];
        const find = async () => (token === undefined ? undefined : findRandom(token));
        return throttle.check(attempt, () => findBearer(token), find);
      }
      const secrets = parseSessionSecrets(request.headers);
      if (!secrets) return undefined;
      const secret = JSON.stringify(secrets);
      const find = () => findPageSession(secrets);
      return throttle.check({ ...place, kind: 'session', secret }, find, find);
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

function toPlace({ ip, routeOptions }: FastifyRequest): Pick<LoginAttempt, 'address' | 'path'> {
  return { address: ip, path: routeOptions.url };
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
