import type { Connection } from './database.ts';
import { type CreateSession, createSession } from './queries/sessions/create-session.ts';
import { endSession } from './queries/sessions/end-session.ts';
import { findSession } from './queries/sessions/find-session.ts';
import { listSessions } from './queries/sessions/list-sessions.ts';
import { saveLoginCode } from './queries/sessions/save-login-code.ts';
import { useLoginCode } from './queries/sessions/use-login-code.ts';

/** The statements of sessions and login codes, bound to one database. */
export function createSessionStore(connection: Connection) {
  return {
    createSession: (session: CreateSession) => createSession(connection, session),
    findSession: (cookieHashes: readonly Buffer[], pageSecretHash: Buffer) =>
      findSession(connection, cookieHashes, pageSecretHash),
    listSessions: (userId: string) => listSessions(connection, userId),
    endSession: (userId: string, sessionId: string) => endSession(connection, userId, sessionId),
    saveLoginCode: (userId: string, codeHash: Buffer) =>
      saveLoginCode(connection, userId, codeHash),
    useLoginCode: (codeHash: Buffer) => useLoginCode(connection, codeHash),
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;
