import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ScenarioFault } from './forge-scenario.ts';

/** What a double answers. */
export interface CannedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** JSON, or text as it is. */
  body?: unknown;
}

/** Sends what goes wrong, or nothing at all. */
export function sendFault(fault: ScenarioFault, response: ServerResponse): void {
  switch (fault.kind) {
    case 'answer':
      response.writeHead(fault.status, fault.headers).end(fault.body);
      break;
    case 'reset':
      response.socket?.destroy();
      break;
    case 'hang':
      break;
  }
}

/** Sends it as it is. */
export function sendAnswer(answer: CannedAnswer, response: ServerResponse): number {
  const { status = 200, headers } = answer;
  response.writeHead(status, { 'content-type': toType(answer), ...headers });
  response.end(toText(answer));
  return status;
}

/** The same, with a validator that is bound to the token and to the type; tells the status sent. */
export function sendValidated(
  answer: CannedAnswer,
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): number {
  const { status = 200, headers } = answer;
  if (method !== 'GET' || status !== 200) return sendAnswer(answer, response);
  const bound = [asked.authorization, asked['private-token'], asked.accept, toText(answer)];
  const etag = `W/"${createHash('sha1').update(JSON.stringify(bound)).digest('hex')}"`;
  if (asked['if-none-match'] !== etag) {
    return sendAnswer({ ...answer, headers: { etag, ...headers } }, response);
  }
  response.writeHead(304, { etag, ...headers }).end();
  return 304;
}

function toType({ body }: CannedAnswer): string {
  return `${typeof body === 'string' ? 'text/plain' : 'application/json'}; charset=utf-8`;
}

function toText({ body = '' }: CannedAnswer): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
