import type { Chat, ListChats } from '../contract/chat.ts';
import { ApiError, type Client, createClient } from '../contract/client.ts';
import { findConnection, missingServer, variableNames } from './connection.ts';
import { toOneLine, toSafeText } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

/** A failed command. The message says what to do instead. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, reason: keyof typeof exitCodes = 'failure') {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCodes[reason];
  }
}

/** No server is configured or running. One that is restarted is found again in a moment. */
export class MissingServerError extends CommandError {}

/** As `gh` has them. */
const exitCodes = { failure: 1, usage: 2, no_access: 4 };

/** Wraps a command's action, so that a failure prints one line and sets the exit code. */
export function toAction<Args extends unknown[]>(
  terminal: Terminal,
  act: (...args: Args) => Promise<void> | void,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await act(...args);
    } catch (error) {
      const message = formatError(error, terminal.connectionNames);
      terminal.fail(toSafeText(message), findExitCode(error));
    }
  };
}

/** The server that commands talk to. */
export function getServer(terminal: Terminal): {
  url: string;
  token: string;
  tokenName: string;
  client: Client;
} {
  const connection = findConnection(terminal.environment, terminal.connectionNames);
  switch (connection.kind) {
    case 'missing':
      throw new MissingServerError(missingServer);
    case 'refused':
      throw new CommandError(connection.reason, connection.lacksToken ? 'no_access' : 'failure');
    case 'found': {
      const { url, token, tokenName } = connection;
      return { url, token, tokenName, client: createClient({ baseUrl: url, token, tokenName }) };
    }
  }
}

/** Reads all pages of the list of chats. */
export async function listAllChats(client: Client, query: ListChats = {}): Promise<Chat[]> {
  const chats: Chat[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listChats({ ...query, limit: 500, ...(cursor ? { cursor } : {}) });
    chats.push(...page.chats);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return chats;
}

function findExitCode(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  const isDenied = error instanceof ApiError && [401, 403].includes(error.problem.status);
  const hasNoToken = error instanceof ApiError && 'link_url' in error.problem;
  return isDenied || hasNoToken ? exitCodes.no_access : exitCodes.failure;
}

/** One line, or the stack of an unexpected error. */
export function formatError(error: unknown, names = variableNames): string {
  if (error instanceof ApiError) return toOneLine(error.message);
  if (error instanceof CommandError) return error.message;
  if (isUnreachable(error)) return formatUnreachable(error.cause, names.url);
  // Any other error is a bug: its report needs the stack.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** `fetch` throws this error when there was no response; its `cause` is the reason. */
function isUnreachable(error: unknown): error is Error & { cause: unknown } {
  return error instanceof TypeError && error.message === 'fetch failed';
}

function formatUnreachable(cause: unknown, urlName: string): string {
  if (cause instanceof Error && cause.message === 'unexpected redirect') {
    return `the server answered with a redirect, which is not followed so that the token stays with it: set ${urlName} to the final address`;
  }
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `the Afterpush server does not respond${code}: start it with \`npx afterpush serve\`, or check ${urlName}`;
}
