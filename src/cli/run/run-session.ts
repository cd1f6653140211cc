import { parseChatToken } from '../../domain/chat-token.ts';
import type { PushedRemoteBranch } from '../../git/pushed-refs.ts';
import { type AskpassCall, type AskpassReply, sendCall } from '../askpass-request.ts';
import { type Environment, findChatId, findConnection, missingServer } from '../connection.ts';
import { toOneLine } from '../safe-text.ts';

export interface RunSessionDeps {
  environment: Environment;
  /** The chat of this worktree is used, unless the environment names one. */
  worktreeId: string;
  /** The title of a new chat. */
  title: string;
  /** The title that was given on the command line: an existing chat is renamed. */
  givenTitle: string | undefined;
  /** The name of the agent that the command starts, if it is a known one. */
  agent: string | undefined;
  /** Receives the chat token as soon as there is one. */
  onToken: (token: string) => void;
}

type Signal = Omit<PushedRemoteBranch, 'commit'> & { commit: string | null };

interface Server {
  url: string;
  token: string;
}

const retryMs = 5_000;

/** A token that is not renewed ends after ten minutes: if this process is killed, nothing else ends it. */
const renewMs = 60_000;

/** The chat of a running command at the server. Whatever cannot be sent now is sent when the server is back. */
export class RunSession implements Disposable {
  /** The result of the first attempt: why there is no session yet, or undefined. */
  readonly started: Promise<string | undefined>;
  readonly #deps: RunSessionDeps;
  readonly #pending = new Map<string, Signal>();
  readonly #retry: NodeJS.Timeout;
  #chatId: string;
  #token: { id: string | undefined } | undefined;
  #renewedAt = 0;
  #attempt: Promise<string | undefined>;
  #failure: string | undefined;

  constructor(deps: RunSessionDeps) {
    this.#deps = deps;
    this.#chatId = findChatId(deps.environment) ?? deps.worktreeId.replace(':', '-');
    this.started = this.#open();
    this.#attempt = this.started;
    this.#retry = setInterval(() => void this.#tryAgain(), retryMs).unref();
  }

  /** The one that a new chat of the worktree gets, until the server has responded. */
  get chatId(): string {
    return this.#chatId;
  }

  /** Why the last attempt to reach the server or to report a push failed. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Reports a push, now or when the server is back. A push of a branch replaces an earlier one. */
  async report(signal: Signal): Promise<void> {
    this.#pending.set(`${signal.origin} ${signal.branch}`, signal);
    await this.#attempt;
    await this.#flush();
  }

  /** The tracked branches of the chat; empty when the server does not respond. */
  async listBranches(): Promise<Record<string, unknown>[]> {
    const reply = await this.#send('GET', `${this.#path}?wait=0`);
    const { diff_statuses: statuses } = toFields(reply);
    return Array.isArray(statuses) ? (statuses as Record<string, unknown>[]) : [];
  }

  /** Sends what is left, then ends the token: afterwards nothing is sent with it. */
  async finish(): Promise<void> {
    await this.#attempt;
    await this.#flush();
    const id = this.#token?.id;
    if (id !== undefined) await this.#send('DELETE', `${this.#path}/tokens/${id}`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#retry);
  }

  get #path(): string {
    return `/api/v1/chats/${encodeURIComponent(this.chatId)}`;
  }

  async #tryAgain(): Promise<void> {
    await this.#attempt;
    if (!this.#token) this.#attempt = this.#open();
    await this.#renew();
    if (this.#pending.size > 0) await this.#flush();
  }

  /** By the time of day, which goes on while the machine is suspended. */
  async #renew(): Promise<void> {
    const id = this.#token?.id;
    if (id === undefined || Math.abs(Date.now() - this.#renewedAt) < renewMs) return;
    const reply = await this.#send('POST', `${this.#path}/tokens/${encodeURIComponent(id)}/renew`);
    if (isFinal(reply)) this.#renewedAt = Date.now();
  }

  async #open(): Promise<string | undefined> {
    const { environment, onToken } = this.#deps;
    const given = environment.AFTERPUSH_TOKEN ?? '';
    if (parseChatToken(given) !== undefined) {
      // Started by an agent: it has no right to more than its own token.
      this.#token = { id: undefined };
      onToken(given);
      return undefined;
    }
    const reply = await this.#createToken();
    const { id, token } = toFields(reply);
    if (typeof id !== 'string' || typeof token !== 'string') {
      this.#failure = formatFailure(reply);
      return this.#failure;
    }
    this.#failure = undefined;
    this.#token = { id };
    this.#renewedAt = Date.now();
    onToken(token);
    return undefined;
  }

  async #createToken(): Promise<AskpassReply> {
    if (findChatId(this.#deps.environment) === undefined) {
      const reply = await this.#ensureChat();
      if (!isSuccess(reply)) return reply;
    }
    const { agent } = this.#deps;
    // The command does not wait for it.
    if (agent !== undefined) void this.#send('PATCH', this.#path, { agent });
    return this.#send('POST', `${this.#path}/tokens?lifetime=renewed`);
  }

  /** The chat that the worktree already has, or a new one. */
  async #ensureChat(): Promise<AskpassReply> {
    const { worktreeId, title, givenTitle } = this.#deps;
    const query = new URLSearchParams({ workspace: worktreeId, archived: 'all', limit: '100' });
    const reply = await this.#send('GET', `/api/v1/chats?${query.toString()}`);
    if (!isSuccess(reply)) return reply;
    const { chats } = toFields(reply);
    const found = Array.isArray(chats) ? (chats as Record<string, unknown>[]) : [];
    const chat = found.find(({ archived }) => archived === false) ?? found[0];
    if (!chat) {
      const created = { id: this.#chatId, title: title.slice(0, 500), workspace_id: worktreeId };
      return this.#send('POST', '/api/v1/chats', created);
    }
    this.#chatId = String(chat.id);
    const isRenamed = givenTitle !== undefined && chat.title !== givenTitle;
    if (chat.archived !== true && !isRenamed) return reply;
    const change = { archived: false, ...(isRenamed ? { title: givenTitle } : {}) };
    return this.#send('PATCH', this.#path, change);
  }

  async #flush(): Promise<void> {
    const sending = [...this.#pending].map(async ([key, signal]) => {
      const { origin, otherOrigins, branch, commit } = signal;
      const reply = await this.#send('POST', '/api/v1/push-signals', {
        origin,
        ...(otherOrigins.length > 0 ? { other_origins: otherOrigins.slice(0, 8) } : {}),
        branch,
        ...(commit === null ? {} : { head_sha: commit }),
        chat_id: this.chatId,
      });
      this.#failure = isSuccess(reply) ? undefined : formatFailure(reply);
      if (isFinal(reply) && this.#pending.get(key) === signal) this.#pending.delete(key);
    });
    await Promise.all(sending);
  }

  async #send(method: AskpassCall['method'], path: string, body?: unknown): Promise<AskpassReply> {
    const server = this.#findServer();
    if (typeof server === 'string')
      return { kind: 'response', status: 0, body: { detail: server } };
    return sendCall({ method, url: `${server.url}${path}`, token: server.token, body });
  }

  /** Looked up every time: the server may have been started or restarted since. */
  #findServer(): Server | string {
    const connection = findConnection(this.#deps.environment);
    switch (connection.kind) {
      case 'missing':
        return missingServer;
      case 'refused':
        return connection.reason;
      case 'found':
        return connection;
    }
  }
}

/** Whether the server has decided: to send it again would change nothing. */
function isFinal(reply: AskpassReply): boolean {
  if (reply.kind !== 'response' || reply.status === 429) return false;
  return reply.status >= 200 && reply.status < 500;
}

function isSuccess(reply: AskpassReply): boolean {
  return reply.kind === 'response' && reply.status >= 200 && reply.status < 300;
}

function toFields(reply: AskpassReply): Record<string, unknown> {
  if (reply.kind !== 'response' || typeof reply.body !== 'object') return {};
  return { ...reply.body };
}

function formatFailure(reply: AskpassReply): string {
  switch (reply.kind) {
    case 'unreachable':
      return `the server cannot be reached: ${toOneLine(reply.reason)}`;
    case 'busy':
      return `the server did not respond within ${reply.waitedMs / 1_000} s`;
    case 'response': {
      const { detail } = toFields(reply);
      // There was no server to send it to.
      if (reply.status === 0) return String(detail);
      const reason = typeof detail === 'string' ? `: ${toOneLine(detail)}` : '';
      const advice = reply.status === 401 ? ' (check AFTERPUSH_TOKEN)' : '';
      return `the server returned ${reply.status}${reason}${advice}`;
    }
  }
}
