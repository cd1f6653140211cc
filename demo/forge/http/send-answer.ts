import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** Writes an answer to the socket. */
export function send(
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
): void {
  const length = Buffer.byteLength(body);
  const type = contentType === '' ? {} : { 'Content-Type': contentType, 'Content-Length': length };
  response.writeHead(status, { ...headers, ...type });
  response.end(body);
}

/** An answer that lacks headers it should have. */
export function withoutHeaders(result: Answer, names: readonly string[]): Answer {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  const kept = Object.entries(result.headers ?? {}).filter(
    ([name]) => !dropped.has(name.toLowerCase()),
  );
  return { ...result, headers: Object.fromEntries(kept) };
}
