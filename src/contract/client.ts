import type { AgentFolders } from './agent-folders.ts';
import type { Chat, ChatPage, CreateChat, MarkedRead, MarkRead, UpdateChat } from './chat.ts';
import type { ChatTokenList, CreatedChatToken } from './chat-tokens.ts';
import type { CheckoutDiff, CheckoutReport } from './checkout.ts';
import type { Comment, CommentList, CreateComment, ListComments } from './comments.ts';
import type { Diff, FileContent, FileDiff, ImageQuery } from './diff.ts';
import type { Discovery, UpdateDiscovery } from './discovery.ts';
import type {
  ForgeSummary,
  InstallWebhook,
  TokenRights,
  WebhookFeed,
  WebhookFeedList,
} from './forges.ts';
import type { Health } from './health.ts';
import { logHeaders } from './log.ts';
import { pageSecretHeader } from './page-session.ts';
import type { PollingState } from './polling.ts';
import type { CheckList, ReviewList } from './pull-request.ts';
import type { CommitList, PullRequestText } from './pull-request-text.ts';
import type {
  ExternalAuthQuery,
  ExternalAuthResponse,
  PushSignal,
  PushSignalResponse,
} from './push-signal.ts';
import type { Problem } from './schema.ts';
import { ServerClock } from './server-clock.ts';
import type { LoginLink, SessionList, StartedSession, StartSession } from './sessions.ts';
import type { Timeline } from './timeline.ts';

/** An error response of the server, with its problem details. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** For example `http://127.0.0.1:4700`; empty in the browser, for the page's own origin. */
  baseUrl: string;
  /** Bearer token; the page uses a session. */
  token?: string;
  /** How the user named the token, e.g. `AFTERPUSH_TOKEN`, for the message of a refused one. */
  tokenName?: string | undefined;
  /** The page's half of its session; the other half is a cookie. */
  getPageSecret?: () => string | undefined;
  signal?: AbortSignal;
  /** Learns the time of the server from its responses; by default each client has one. */
  serverClock?: ServerClock;
}

type CallOptions = ClientOptions & { serverClock: ServerClock };

type Query = Record<string, string | number | boolean | undefined>;

/** The typed client of the HTTP API, used by the page and the command line. */
export function createClient(given: ClientOptions) {
  const serverClock = given.serverClock ?? new ServerClock();
  const options = { ...given, serverClock };
  const call = <Result>(method: string, path: string, content: { query?: Query; body?: unknown }) =>
    callApi<Result>(options, method, path, content);
  return {
    /** The time by the clock of the server, for the ages of what it reports. */
    now: () => serverClock.now(),
    listChats: (query: Query = {}) => call<ChatPage>('GET', '/api/v1/chats', { query }),
    createChat: (body: CreateChat) => call<Chat>('POST', '/api/v1/chats', { body }),
    getChat: (chatId: string, query: { wait?: number } = {}) =>
      call<Chat>('GET', toChatPath(chatId), { query }),
    updateChat: (chatId: string, body: UpdateChat) =>
      call<Chat>('PATCH', toChatPath(chatId), { body }),
    markRead: (body: MarkRead) => call<MarkedRead>('POST', '/api/v1/chats/mark-read', { body }),
    deleteChat: (chatId: string) => call<undefined>('DELETE', toChatPath(chatId), {}),
    refreshChat: (chatId: string) => call<Chat>('POST', `${toChatPath(chatId)}/refresh`, {}),
    createChatToken: (chatId: string, query: { lifetime?: 'chat' | 'renewed' } = {}) =>
      call<CreatedChatToken>('POST', `${toChatPath(chatId)}/tokens`, { query }),
    listChatTokens: (chatId: string) =>
      call<ChatTokenList>('GET', `${toChatPath(chatId)}/tokens`, {}),
    renewChatToken: (chatId: string, id: string) =>
      call<undefined>('POST', `${toChatPath(chatId)}/tokens/${encode(id)}/renew`, {}),
    endChatToken: (chatId: string, id: string) =>
      call<undefined>('DELETE', `${toChatPath(chatId)}/tokens/${encode(id)}`, {}),
    reportCheckout: (chatId: string, body: CheckoutReport) =>
      call<Chat>('PUT', `${toChatPath(chatId)}/checkout`, { body }),
    reportCheckoutGone: (chatId: string) =>
      call<undefined>('DELETE', `${toChatPath(chatId)}/checkout`, {}),
    getCheckoutDiff: (chatId: string) =>
      call<CheckoutDiff>('GET', `${toChatPath(chatId)}/checkout/diff`, {}),
    getDiff: (
      chatId: string,
      query: { origin?: string; branch?: string; from?: string; to?: string } = {},
    ) => call<Diff>('GET', `${toChatPath(chatId)}/diff`, { query }),
    listChecks: (chatId: string, query: { origin?: string; branch?: string } = {}) =>
      call<CheckList>('GET', `${toChatPath(chatId)}/checks`, { query }),
    getCheckLog: (chatId: string, checkId: string, query: LogQuery = {}) => {
      const path = `${toChatPath(chatId)}/checks/${encode(checkId)}/log`;
      return readLog(options, `${path}${toQueryString({ ...query })}`);
    },
    getFile: (
      chatId: string,
      query: { origin?: string; branch?: string; path: string; commit?: string },
    ) => call<FileContent>('GET', `${toChatPath(chatId)}/file`, { query }),
    /** The bytes of an image. The type is named, so that the declarations need none of Node. */
    getImage: async (chatId: string, query: ImageQuery): Promise<Blob> => {
      const path = `${toChatPath(chatId)}/image${toQueryString({ ...query })}`;
      const sent = await send(options, 'GET', path);
      return sent.blob();
    },
    getFileDiff: (
      chatId: string,
      query: {
        origin?: string;
        branch?: string;
        path: string;
        previous_path?: string;
        from?: string;
        to?: string;
      },
    ) => call<FileDiff>('GET', `${toChatPath(chatId)}/diff/file`, { query }),
    listReviews: (
      chatId: string,
      query: { origin?: string; branch?: string; threads?: 'false' } = {},
    ) => call<ReviewList>('GET', `${toChatPath(chatId)}/reviews`, { query }),
    getPullRequestText: (chatId: string, query: { origin?: string; branch?: string } = {}) =>
      call<PullRequestText>('GET', `${toChatPath(chatId)}/pull-request`, { query }),
    listCommits: (chatId: string, query: { origin?: string; branch?: string } = {}) =>
      call<CommitList>('GET', `${toChatPath(chatId)}/commits`, { query }),
    getTimeline: (
      chatId: string,
      query: { origin?: string; branch?: string; cursor?: string; limit?: number } = {},
    ) => call<Timeline>('GET', `${toChatPath(chatId)}/timeline`, { query }),
    listComments: (chatId: string, query: ListComments = {}) =>
      call<CommentList>('GET', `${toChatPath(chatId)}/comments`, { query }),
    createComment: (chatId: string, body: CreateComment) =>
      call<Comment>('POST', `${toChatPath(chatId)}/comments`, { body }),
    receiveComment: (chatId: string, commentId: string) =>
      call<Comment>('POST', `${toChatPath(chatId)}/comments/${encode(commentId)}/received`, {}),
    setPollingPaused: (paused: boolean) =>
      call<PollingState>('PUT', '/api/v1/polling', { body: { paused } }),
    getHealth: () => call<Health>('GET', '/api/v1/health', {}),
    sendPushSignal: (body: PushSignal) =>
      call<PushSignalResponse>('POST', '/api/v1/push-signals', { body }),
    getExternalAuth: (query: ExternalAuthQuery) =>
      call<ExternalAuthResponse>('GET', '/api/v1/external-auth', { query: { ...query } }),
    listForges: () => call<ForgeSummary[]>('GET', '/api/v1/forges', {}),
    linkToken: (forgeId: string, token: string) =>
      call<ForgeSummary>('PUT', `/api/v1/forges/${encode(forgeId)}/token`, {
        body: { token },
      }),
    probeToken: (forgeId: string) =>
      call<TokenRights>('POST', `/api/v1/forges/${encode(forgeId)}/token/rights`, {}),
    linkFoundToken: (forgeId: string) =>
      call<ForgeSummary>('POST', `/api/v1/forges/${encode(forgeId)}/token/found`, {}),
    getAgentFolders: () => call<AgentFolders>('GET', '/api/v1/agent-folders', {}),
    searchAgentFolders: () => call<AgentFolders>('POST', '/api/v1/agent-folders/search', {}),
    watchAgentFolders: (paths: string[]) =>
      call<AgentFolders>('POST', '/api/v1/agent-folders/watch', { body: { paths } }),
    unwatchAgentFolders: (paths: string[]) =>
      call<AgentFolders>('POST', '/api/v1/agent-folders/unwatch', { body: { paths } }),
    getDiscovery: () => call<Discovery>('GET', '/api/v1/discovery', {}),
    updateDiscovery: (body: UpdateDiscovery) =>
      call<Discovery>('PUT', '/api/v1/discovery', { body }),
    hideOwnPullRequests: (url: string, scope?: 'pull_request' | 'repository') =>
      call<Discovery>('POST', '/api/v1/discovery/hidden', {
        body: { url, ...(scope && { scope }) },
      }),
    showOwnPullRequests: (url: string) =>
      call<Discovery>('POST', '/api/v1/discovery/shown', { body: { url } }),
    listWebhooks: () => call<WebhookFeedList>('GET', '/api/v1/webhooks', {}),
    installWebhook: (body: InstallWebhook) =>
      call<WebhookFeed>('POST', '/api/v1/webhooks', { body }),
    startSession: (body: StartSession) =>
      call<StartedSession>('POST', '/api/v1/sessions', { body }),
    listSessions: () => call<SessionList>('GET', '/api/v1/sessions', {}),
    endSession: (id: string) => call<undefined>('DELETE', `/api/v1/sessions/${encode(id)}`, {}),
    createLoginLink: () => call<LoginLink>('POST', '/api/v1/login-links', {}),
    unlinkToken: (forgeId: string) =>
      call<undefined>('DELETE', `/api/v1/forges/${encode(forgeId)}/token`, {}),
  };
}

export type Client = ReturnType<typeof createClient>;

/** `encodeURIComponent` throws on unpaired surrogates. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

function toChatPath(chatId: string): string {
  return `/api/v1/chats/${encode(chatId)}`;
}

export interface LogQuery {
  origin?: string;
  branch?: string;
  lines?: number;
  offset?: number;
}

export interface CheckLog {
  lines: string[];
  /** The index of the first of them in the whole log; null when only its end was read. */
  firstLine: number | null;
  /** Null when the log was not read to its end. */
  totalLines: number | null;
  /** Where it went wrong: an index in `lines`, which may be before them or after them. */
  firstError: number | null;
}

async function readLog(options: CallOptions, path: string): Promise<CheckLog> {
  const response = await send(options, 'GET', path);
  const find = (name: string) => {
    const value = response.headers.get(name);
    return value === null ? null : Number(value);
  };
  const text = await response.text();
  const firstLine = find(logHeaders.firstLine);
  const errorLine = find(logHeaders.firstErrorLine);
  return {
    lines: text === '' ? [] : text.replace(/\n$/, '').split('\n'),
    firstLine,
    totalLines: find(logHeaders.totalLines),
    firstError: errorLine === null ? null : errorLine - (firstLine ?? 0),
  };
}

async function callApi<Result>(
  options: CallOptions,
  method: string,
  path: string,
  content: { query?: Query; body?: unknown },
): Promise<Result> {
  const response = await send(options, method, `${path}${toQueryString(content.query)}`, content);
  return (response.status === 204 ? undefined : await response.json()) as Result;
}

/** Throws unless the response is a successful one. */
async function send(
  options: CallOptions,
  method: string,
  path: string,
  content: { body?: unknown } = {},
): Promise<Response> {
  const pageSecret = options.getPageSecret?.();
  const request: RequestInit = {
    method,
    // A redirect could lead to another server, which would receive the body (S10).
    redirect: 'error',
    headers: {
      accept: 'application/json',
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(pageSecret ? { [pageSecretHeader]: pageSecret } : {}),
      ...(content.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(content.body === undefined ? {} : { body: JSON.stringify(content.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  const { baseUrl, serverClock } = options;
  const response = await serverClock.during(() => fetch(`${baseUrl}${path}`, request));
  if (!response.ok) throw new ApiError(nameToken(await readProblem(response), options));
  return response;
}

/** Who has several tokens has to know which one was refused. */
function nameToken(problem: Problem, { baseUrl, tokenName }: ClientOptions): Problem {
  if (problem.status !== 401 || tokenName === undefined) return problem;
  const detail = `${baseUrl} refused ${tokenName}: it is wrong or has ended.`;
  return { ...problem, detail };
}

function toQueryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = {
    type: 'about:blank',
    title: response.statusText || 'Request failed',
    status: response.status,
    detail: `The server returned ${response.status} ${response.statusText}`.trim(),
  };
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? { ...fallback, ...body } : fallback;
}
