import { Type } from 'typebox';
import {
  LoginLink,
  type Session,
  SessionList,
  StartedSession,
  StartSession,
} from '../../contract/sessions.ts';
import type { SessionRow } from '../../store/queries/sessions/list-sessions.ts';
import type { SessionStore } from '../../store/session-store.ts';
import { type Authentication, getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import { createLoginLink, formatDeleteCookie, startSession } from '../server/sessions.ts';
import type { App } from '../server/typed-app.ts';

export interface SessionDeps {
  sessions: SessionStore;
  authentication: Pick<Authentication, 'findAdmin'>;
  getPublicUrl: () => string;
}

const tags = ['sessions'];

export function registerSessionRoutes(app: App, deps: SessionDeps): void {
  const { sessions, authentication, getPublicUrl } = deps;
  const isSecure = () => getPublicUrl().startsWith('https:');

  const startConfig = { access: 'public', problems: [401, 429] } as const;
  app.post(
    '/api/v1/sessions',
    { schema: startSchema, config: startConfig },
    async (request, reply) => {
      const user = await authentication.findAdmin(request, request.body.token);
      if (!user) throw new HttpProblem(401, 'This token does not sign you in.');
      const agent = request.headers['user-agent'];
      const started = await startSession({ ...user, agent }, isSecure(), sessions);
      reply.header('set-cookie', started.setCookie);
      return reply.code(201).send({ page_secret: started.pageSecret });
    },
  );

  app.get('/api/v1/sessions', { schema: listSchema }, async (request) => {
    const rows = await sessions.listSessions(getUser(request).id);
    const { session } = request;
    const currentId = session?.by === 'page' ? session.id : undefined;
    return { sessions: rows.map((row) => toSession(row, currentId)) };
  });

  app.delete(
    '/api/v1/sessions/:session',
    { schema: endSchema, config: { problems: [404] } },
    async (request, reply) => {
      const { session: id } = request.params;
      if (!(await sessions.endSession(getUser(request).id, id))) {
        throw new HttpProblem(404, 'There is no such session. It may have ended already.');
      }
      const isCurrent = request.session?.by === 'page' && request.session.id === id;
      if (isCurrent) reply.header('set-cookie', formatDeleteCookie(isSecure()));
      return reply.code(204).send(null);
    },
  );

  // A session cannot create a link: a stolen one would outlive its end.
  const linkConfig = { access: 'bearer' } as const;
  app.post(
    '/api/v1/login-links',
    { schema: linkSchema, config: linkConfig },
    async (request, reply) => {
      const link = await createLoginLink(getUser(request).id, getPublicUrl(), sessions);
      return reply.code(201).send(link);
    },
  );
}

const startSchema = {
  tags,
  summary: 'Start a session of the page with the admin token',
  body: StartSession,
  response: { 201: StartedSession },
};

const listSchema = {
  tags,
  summary: 'List the signed-in browsers',
  response: { 200: SessionList },
};

const endSchema = {
  tags,
  summary: 'End a session',
  params: Type.Object({ session: Type.String({ description: 'id of the session' }) }),
  response: { 204: Type.Null({ description: 'ended' }) },
};

const linkSchema = {
  tags,
  summary: 'Create a login link that works once, for a few minutes',
  response: { 201: LoginLink },
};

function toSession(row: SessionRow, currentId: string | undefined): Session {
  return {
    id: row.id,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    current: row.id === currentId,
  };
}
