import type { CredentialPrompt } from './askpass-prompt.ts';
import type { AskpassReply } from './askpass-request.ts';
import { toOneLine } from './one-line.ts';

export interface Server {
  url: string;
  token: string;
}

/** A credential, where to link a token, or a problem; believed only after a look. */
type Answer = Partial<Record<'username' | 'password' | 'url' | 'detail', unknown>>;

/** The credential in a reply, if there is one. */
export function findCredential(
  reply: AskpassReply,
): { username: string; password: string } | undefined {
  if (reply.kind !== 'answered' || reply.status !== 200) return undefined;
  const { username, password } = toAnswer(reply.body);
  const isCredential = typeof username === 'string' && typeof password === 'string';
  return isCredential ? { username, password } : undefined;
}

/** Why there is no credential, and what to do about it. */
export function toRefusal(reply: AskpassReply, prompt: CredentialPrompt, server: Server): string {
  if (reply.kind === 'away') {
    return `no server at ${server.url} (${reply.reason}); git goes on without it`;
  }
  const { url, detail } = toAnswer(reply.body);
  if (reply.status === 200 && typeof url === 'string') {
    return `no token is linked for ${prompt.url} — open ${toOneLine(url)} to link a token`;
  }
  const reason = typeof detail === 'string' ? `: ${toOneLine(detail)}` : '';
  const advice = reply.status === 401 ? ' (check AFTERPUSH_TOKEN)' : '';
  return `${server.url} answered ${reply.status}${reason}${advice}; git goes on without it`;
}

function toAnswer(body: unknown): Answer {
  return typeof body === 'object' && body !== null ? body : {};
}
