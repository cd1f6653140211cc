import { type IncomingMessage, request as requestHttp } from 'node:http';
import type { RequestOptions } from 'node:https';

/** An API call of askpass. It uses no HTTP library, because askpass must start quickly. */
export interface AskpassCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  token: string;
  body?: unknown;
}

/** The result of a call. Redirects are not followed, so that the token stays with the server (S10). */
export type AskpassReply =
  | { kind: 'response'; status: number; body: unknown }
  | { kind: 'unreachable'; reason: string }
  /** It accepted the connection and did not respond in time. */
  | { kind: 'busy'; waitedMs: number };

/** Without a server git continues soon; a busy one is worth waiting for, because the push needs it. */
const connectLimitMs = 3_000;
const responseLimitMs = 15_000;
const maxResponseLength = 64 * 1024;

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
};

/** Sends one request. Never rejects, so that git can continue. */
export async function sendCall(call: AskpassCall): Promise<AskpassReply> {
  const giveUp = new AbortController();
  const abort = () => giveUp.abort();
  const connecting = setTimeout(abort, connectLimitMs);
  const responding = setTimeout(abort, responseLimitMs);
  let connected = false;
  const onConnect = () => {
    connected = true;
    clearTimeout(connecting);
  };
  try {
    const response = await send(call, giveUp.signal, onConnect);
    return { kind: 'response', status: response.statusCode ?? 0, body: await readJson(response) };
  } catch (error) {
    if (giveUp.signal.aborted) return toTimedOut(connected);
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { kind: 'unreachable', reason: reasons[code] ?? code };
  } finally {
    clearTimeout(connecting);
    clearTimeout(responding);
  }
}

function toTimedOut(connected: boolean): AskpassReply {
  if (connected) return { kind: 'busy', waitedMs: responseLimitMs };
  return { kind: 'unreachable', reason: `no connection within ${connectLimitMs / 1_000} s` };
}

async function send(
  { method, url, token, body }: AskpassCall,
  signal: AbortSignal,
  onConnect: () => void,
): Promise<IncomingMessage> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const options: RequestOptions = {
    method,
    // Without an agent the connection closes after the response, so that the process can exit.
    agent: false,
    signal,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
    },
  };
  const request = url.startsWith('https:')
    ? (await import('node:https')).request(url, options)
    : requestHttp(url, options);
  return new Promise((resolve, reject) => {
    request.on('socket', (socket) => socket.once('connect', onConnect));
    request.on('response', resolve).on('error', reject).end(content);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.length > maxResponseLength) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
