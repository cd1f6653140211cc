import type { CreateSession } from '../../../src/store/queries/sessions/create-session.ts';
import type { SessionStore } from '../../../src/store/session-store.ts';

/** Sessions and login codes in memory. */
export class MemorySessions implements SessionStore {
  readonly sessions = new Map<string, CreateSession>();
  readonly codes = new Map<string, string>();
  expiresAt = new Date('2026-01-01T12:10:00Z');
  outage: Error | undefined;

  createSession: SessionStore['createSession'] = async (session) => {
    this.sessions.set(session.id, session);
  };

  findSession: SessionStore['findSession'] = async (cookieHashes, pageSecretHash) => {
    if (this.outage) throw this.outage;
    const found = [...this.sessions.values()].find(
      (session) =>
        cookieHashes.some((hash) => hash.equals(session.cookieHash)) &&
        session.pageSecretHash.equals(pageSecretHash),
    );
    return found && { id: found.id, userId: found.userId };
  };

  listSessions: SessionStore['listSessions'] = async (userId) =>
    [...this.sessions.values()]
      .filter((session) => session.userId === userId)
      .map(({ id, userAgent }) => {
        const at = new Date('2026-01-01T12:00:00Z');
        return { id, userAgent, createdAt: at, lastUsedAt: at };
      });

  endSession: SessionStore['endSession'] = async (userId, sessionId) =>
    this.sessions.get(sessionId)?.userId === userId && this.sessions.delete(sessionId);

  saveLoginCode: SessionStore['saveLoginCode'] = async (userId, codeHash) => {
    this.codes.set(codeHash.toString('hex'), userId);
    return this.expiresAt;
  };

  useLoginCode: SessionStore['useLoginCode'] = async (codeHash) => {
    const key = codeHash.toString('hex');
    const userId = this.codes.get(key);
    this.codes.delete(key);
    return userId;
  };
}
