import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Type } from 'typebox';
import { pageSecretKey } from '../../contract/page-session.ts';
import type { SessionStore } from '../../store/session-store.ts';
import type { LoginThrottle } from '../server/login-throttle.ts';
import { type PlainPage, renderPlainPage } from '../server/plain-page.ts';
import { HttpProblem } from '../server/problem-response.ts';
import { allowScript } from '../server/security-headers.ts';
import { startSession, toHash } from '../server/sessions.ts';
import type { App } from '../server/typed-app.ts';

const Login = Type.Object({ code: Type.Optional(Type.String()) });

export interface LoginDeps {
  sessions: Pick<SessionStore, 'useLoginCode' | 'createSession'>;
  throttle: LoginThrottle;
  getPublicUrl: () => string;
}

/** Exchanges the one-time code of a login link for a session. */
export function registerLoginRoute(
  app: App,
  { sessions, throttle, getPublicUrl }: LoginDeps,
): void {
  const config = { access: 'public' } as const;
  const schema = { hide: true, querystring: Login };
  app.get('/login', { config, schema, exposeHeadRoute: false }, async (request, reply) => {
    requireNavigation(request.headers);
    reply.type('text/html; charset=utf-8');
    const { code = '' } = request.query;
    const place = { address: request.ip, path: '/login' };
    const attempt = { ...place, kind: 'login link', secret: code } as const;
    const use = () => sessions.useLoginCode(toHash(code));
    const userId = code === '' ? undefined : await throttle.check(attempt, use, use);
    if (userId === undefined) return reply.code(401).send(renderPlainPage(refused));
    const secure = getPublicUrl().startsWith('https:');
    const user = { id: userId, agent: request.headers['user-agent'] };
    const { setCookie, pageSecret } = await startSession(user, secure, sessions);
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('set-cookie', setCookie)
      .header('content-security-policy', allowScript(nonce))
      .send(renderPlainPage(buildWelcome(pageSecret, nonce)));
  });
}

/**
 * A browser that loads the link in advance must not use up its code, and a page of another site must not
 * make attempts with images or frames.
 */
function requireNavigation(headers: IncomingHttpHeaders): void {
  const isAdvance = headers['sec-purpose'] !== undefined || headers.purpose !== undefined;
  const isDocument = (headers['sec-fetch-dest'] ?? 'document') === 'document';
  if (isDocument && !isAdvance) return;
  throw new HttpProblem(403, 'Open the login link in a tab of your browser.');
}

/**
 * Leaves the page's secret in its origin's storage, and continues. After a click on another site, a
 * redirect would not send a Strict cookie; a page of this site that continues does.
 */
function buildWelcome(pageSecret: string, nonce: string): PlainPage {
  const text = `localStorage.setItem('${pageSecretKey}', '${pageSecret}'); location.replace('/');`;
  return {
    title: 'You are logged in',
    text: ['Opening the board. If it does not open, allow JavaScript and storage for this page.'],
    script: { nonce, text },
  };
}

const refused: PlainPage = {
  title: 'This link does not log you in',
  text: [
    'A login link works once, and only for a few minutes.',
    'Run `afterpush login-link` on the machine of the server for a new one.',
  ],
};
