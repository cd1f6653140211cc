import { Type } from 'typebox';
import type { Authentication } from '../server/authentication.ts';
import { renderPlainPage } from '../server/plain-page.ts';
import type { App } from '../server/typed-app.ts';

const Login = Type.Object({ token: Type.Optional(Type.String()) });

/** Exchanges the token of the printed link for a session cookie. */
export function registerLoginRoute(
  app: App,
  authentication: Pick<Authentication, 'isAdminToken' | 'formatSetCookie'>,
  getPublicUrl: () => string,
): void {
  const config = { access: 'public' } as const;
  const schema = { hide: true, querystring: Login };
  app.get('/login', { config, schema, exposeHeadRoute: false }, async (request, reply) => {
    reply.type('text/html; charset=utf-8');
    if (!authentication.isAdminToken(request.query.token ?? '')) {
      return reply.code(401).send(renderPlainPage(refused));
    }
    const secure = getPublicUrl().startsWith('https:');
    // After a click on another site, a redirect would not send a Strict cookie. A page of this site that
    // continues automatically does.
    return reply
      .header('set-cookie', authentication.formatSetCookie(secure))
      .send(renderPlainPage(welcome));
  });
}

const welcome = {
  title: 'You are logged in',
  text: ['Opening the board...'],
  continueTo: '/',
};

const refused = {
  title: 'This link does not log you in',
  text: [
    'Its token is missing or belongs to another server.',
    'Open the link that `afterpush serve` prints when it starts.',
  ],
};
