import { Type } from 'typebox';
import type { Authentication } from '../server/authentication.ts';
import { toPlainPage } from '../server/plain-page.ts';
import type { App } from '../server/typed-app.ts';

const Login = Type.Object({ token: Type.Optional(Type.String()) });

/** Turns the token of the printed link into a cookie. */
export function registerLoginRoute(
  app: App,
  authentication: Pick<Authentication, 'isAdminToken' | 'toSetCookie'>,
  getPublicUrl: () => string,
): void {
  const config = { access: 'public' } as const;
  const schema = { hide: true, querystring: Login };
  app.get('/login', { config, schema, exposeHeadRoute: false }, async (request, reply) => {
    reply.type('text/html; charset=utf-8');
    if (!authentication.isAdminToken(request.query.token ?? '')) {
      return reply.code(401).send(toPlainPage(refused));
    }
    const secure = getPublicUrl().startsWith('https:');
    // A redirect would lose a Strict cookie when the link was clicked on another site; a page that
    // goes on by itself belongs to this one.
    return reply
      .header('set-cookie', authentication.toSetCookie(secure))
      .send(toPlainPage(welcome));
  });
}

const welcome = {
  title: 'You are logged in',
  text: ['The page opens by itself.'],
  continueTo: '/',
};

const refused = {
  title: 'This link does not log you in',
  text: [
    'Its token is missing or is not the one of this server.',
    'Open the link that `afterpush serve` prints when it starts.',
  ],
};
