import { type IncomingMessage, request as requestHttp } from 'node:http';
import type { RequestOptions } from 'node:https';

/** An API call of askpass. It uses no HTTP library, because askpass must start quickly. */
export interface AskpassCall {
  method: 'GET' | 'POST';
  url: string;
  token: string;
  body?: unknown;
}

/** The result of a call. Redirects are not followed, so that the token stays with the server (S10). */
export type AskpassReply =
  | { kind: 'response'; status: number; body: unknown }
  | { kind: 'unreachable'; reason: string };

const defaultTimeoutMs = 3_000;
const maxResponseLength = 64 * 1024;

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
};

/** Sends one request. Never rejects, so that git can continue. */
export async function sendCall(
  call: AskpassCall,
  timeoutMs = defaultTimeoutMs,
): Promise<AskpassReply> {
  try {
    const response = await send(call, AbortSignal.timeout(timeoutMs));
    return { kind: 'response', status: response.statusCode ?? 0, body: await readJson(response) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const timeout = `no response within ${timeoutMs / 1_000} s`;
    return {
      kind: 'unreachable',
      reason: code === 'ABORT_ERR' ? timeout : (reasons[code] ?? code),
    };
  }
}

async function send(
  { method, url, token, body }: AskpassCall,
  signal: AbortSignal,
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
