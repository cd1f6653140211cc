import { type Static, Type } from 'typebox';
import { pageSecretHeader } from './page-session.ts';
import { Instant } from './schema.ts';

export const StartSession = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 4096, description: 'the admin token' }) },
  { additionalProperties: false },
);

export const StartedSession = Type.Object({
  page_secret: Type.String({
    description: `sent as ${pageSecretHeader} with every request that has the cookie`,
  }),
});

/** A signed-in browser. */
export const Session = Type.Object(
  {
    id: Type.String(),
    user_agent: Type.String({ description: 'as the browser sent it at the login' }),
    created_at: Instant,
    last_used_at: Instant,
    current: Type.Boolean({ description: 'this request belongs to it' }),
  },
  { $id: 'Session' },
);

export const SessionList = Type.Object({ sessions: Type.Array(Session) });

export const LoginLink = Type.Object({
  url: Type.String({ description: 'signs in the browser that opens it, once' }),
  expires_at: Instant,
});

export type StartSession = Static<typeof StartSession>;
export type StartedSession = Static<typeof StartedSession>;
export type Session = Static<typeof Session>;
export type SessionList = Static<typeof SessionList>;
export type LoginLink = Static<typeof LoginLink>;
