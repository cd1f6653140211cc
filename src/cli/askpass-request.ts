import { type IncomingMessage, request as requestHttp } from 'node:http';
import type { RequestOptions } from 'node:https';

/** A call of the server's API, as lean as askpass needs it. */
export interface AskpassCall {
  method: 'GET' | 'POST';
  url: string;
  token: string;
  body?: unknown;
}

/** What came of a call. A redirect is an answer like any other: the token follows none (S10). */
export type AskpassReply =
  | { kind: 'answered'; status: number; body: unknown }
  | { kind: 'away'; reason: string };

const defaultTimeoutMs = 3_000;
const longestAnswer = 64 * 1024;

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'unknown host',
};

/** Sends one request. Never rejects: git has to go on. */
export async function sendCall(
  call: AskpassCall,
  timeoutMs = defaultTimeoutMs,
): Promise<AskpassReply> {
  try {
    const response = await send(call, AbortSignal.timeout(timeoutMs));
    return { kind: 'answered', status: response.statusCode ?? 0, body: await readJson(response) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const silence = `no answer within ${timeoutMs / 1_000} s`;
    return { kind: 'away', reason: code === 'ABORT_ERR' ? silence : (reasons[code] ?? code) };
  }
}

async function send(
  { method, url, token, body }: AskpassCall,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const options: RequestOptions = {
    method,
    // Without an agent the connection ends with the answer, and so does the process.
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
    if (text.length > longestAnswer) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
