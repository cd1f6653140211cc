import { ExternalAuthQuery, ExternalAuthResponse } from '../../contract/push-signal.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { Logger } from '../../platform/logger.ts';
import { DatabaseUnavailable } from '../../store/database.ts';
import type { ChatReader } from '../chat-reader.ts';
import { findOwnChatId } from '../chat-token-access.ts';
import type { MarkStale, TokenPort } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import { findPushedCommit } from '../server/pushed-commit.ts';
import type { App } from '../server/typed-app.ts';
import { toLinkUrl } from '../views/urls.ts';

export interface ExternalAuthDeps {
  reader: Pick<ChatReader, 'getChatRow'>;
  markStale: MarkStale;
  tokens: Pick<TokenPort, 'findToken'>;
  forges: Pick<ForgeRegistry, 'findForgeByUrl'>;
  getPublicUrl: () => string;
  logger: Logger;
}

/** Serves git's credential requests. Each one is also a push signal. */
export function registerExternalAuthRoute(app: App, deps: ExternalAuthDeps): void {
  const schema = {
    tags: ['push signals'],
    summary:
      'Get the credential for a git remote, or where to link one; marks the pushed branch stale',
    querystring: ExternalAuthQuery,
    response: { 200: ExternalAuthResponse },
  };
  // Browsers send cookies to every service on this machine, and each could replay them here (S10).
  const config = { access: 'bearer', chatToken: true, problems: [404] } as const;
  app.get('/api/v1/external-auth', { schema, config }, async (request, reply) => {
    const query = {
      ...request.query,
      chat_id: request.query.chat_id ?? findOwnChatId(request),
      head_sha: await findPushedCommit(request, request.query.head_sha),
    };
    const { chat_id: chatId, match } = query;
    const userId = getUser(request).id;
    const chat = chatId === undefined ? undefined : await deps.reader.getChatRow(userId, chatId);
    const ownerId = chat?.owner_id ?? userId;
    // Git waits for the credential: neither of the two fails the other.
    const [signal, response] = await Promise.allSettled([
      signalPush(ownerId, query, deps),
      findCredential(ownerId, match, deps),
    ]);
    if (response.status === 'rejected') throw response.reason;
    const failure = signal.status === 'fulfilled' ? signal.value : undefined;
    const signalFailure = failure === undefined ? {} : { signal_failure: failure };
    return reply.header('cache-control', 'no-store').send({ ...response.value, ...signalFailure });
  });
}

type Query = Omit<ExternalAuthQuery, 'chat_id' | 'head_sha'> & {
  chat_id: string | undefined;
  head_sha: string | undefined;
};

/** Returns why the signal could not be stored: git continues, and askpass reports it. */
async function signalPush(
  ownerId: string,
  query: Query,
  { markStale, logger }: ExternalAuthDeps,
): Promise<string | undefined> {
  const { chat_id: chatId, workspace_id: workspaceId, origin, branch } = query;
  const { stored_origin: stored, head_sha: headSha } = query;
  if (!origin || !branch || (chatId === undefined && workspaceId === undefined)) return undefined;
  const place = chatId === undefined ? { workspaceId } : { publicId: chatId };
  const push = {
    origin,
    otherOrigins: stored === undefined ? undefined : [stored],
    branch,
    headSha,
  };
  try {
    const result = await markStale({ ownerId, ...push, ...place });
    if (result.kind === 'marked') return undefined;
    logger.warn({ ...place, result }, 'failed to signal a push');
    return result.kind === 'invalid' ? result.message : 'the chat was deleted';
  } catch (error) {
    logger.error({ ...place, error }, 'failed to signal a push');
    return error instanceof DatabaseUnavailable
      ? 'the database of Afterpush cannot store it now'
      : 'Afterpush failed unexpectedly; its log has the error';
  }
}

async function findCredential(
  ownerId: string,
  match: string,
  { tokens, forges, getPublicUrl }: ExternalAuthDeps,
): Promise<ExternalAuthResponse> {
  // S10: the forge is found by the URL that git will send the token to.
  const forge = forges.findForgeByUrl(match);
  if (!forge) throw toUnknownForge(match);
  const found = await tokens.findToken(ownerId, forge.id);
  return found.kind === 'token'
    ? forge.toGitCredential(found.token)
    : { url: toLinkUrl(getPublicUrl(), forge) };
}

function toUnknownForge(match: string): HttpProblem {
  if (!URL.canParse(match)) {
    return new HttpProblem(400, 'match must be a URL, e.g. https://github.com/acme/app.git.');
  }
  // S10: only the host is repeated; the rest of the URL may contain credentials.
  const { protocol, host } = new URL(match);
  const place = host === '' ? protocol : `${protocol}//${host}`;
  const detail = `No configured forge serves ${place}. Add it to AFTERPUSH_FORGES.`;
  return new HttpProblem(404, detail);
}
