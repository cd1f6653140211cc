import { ApiError, type Client, createClient } from '../contract/client.ts';
import { findConnection, missingServer } from './connection.ts';
import { toOneLine } from './one-line.ts';
import type { Terminal } from './terminal.ts';

/** A command cannot do what was asked; the message says what to do instead. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** An action whose failures become one line and exit code 1. */
export function toAction<Args extends unknown[]>(
  terminal: Terminal,
  act: (...args: Args) => Promise<void> | void,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await act(...args);
    } catch (error) {
      terminal.fail(toMessage(error));
    }
  };
}

/** The server that answers commands. */
export function getServer(terminal: Terminal): { url: string; token: string; client: Client } {
  const connection = findConnection(terminal.environment);
  switch (connection.kind) {
    case 'missing':
      throw new CommandError(missingServer);
    case 'refused':
      throw new CommandError(connection.reason);
    case 'found': {
      const { url, token } = connection;
      return { url, token, client: createClient({ baseUrl: url, token }) };
    }
  }
}

function toMessage(error: unknown): string {
  if (error instanceof ApiError) return toOneLine(error.message);
  if (error instanceof CommandError) return error.message;
  if (isAway(error)) return toAbsence(error.cause);
  // Anything else is a fault of the program: whoever reports it needs the stack.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** `fetch` says in its cause why there was no answer. */
function isAway(error: unknown): error is Error & { cause: unknown } {
  return error instanceof TypeError && error.message === 'fetch failed';
}

function toAbsence(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `The Afterpush server does not answer${code}: start it with \`npx afterpush serve\`, or check AFTERPUSH_URL`;
}
