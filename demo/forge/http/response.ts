import type { ServerResponse } from 'node:http';

/** An answer before it is written to the socket. */
export interface HttpResponse {
  status: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const documentationUrl = 'https://docs.github.com/rest';

/** A JSON answer. */
export function jsonResponse(
  value: unknown,
  status = 200,
  headers?: Record<string, string>,
): HttpResponse {
  const contentType = 'application/json; charset=utf-8';
  return { status, contentType, body: JSON.stringify(value), ...(headers && { headers }) };
}

/** An answer without a body. */
export function emptyResponse(status: number, headers?: Record<string, string>): HttpResponse {
  return { status, contentType: '', body: '', ...(headers && { headers }) };
}

/** A unified diff, as GitHub labels it. */
export function diffResponse(diff: Buffer): HttpResponse {
  return { status: 200, contentType: 'application/vnd.github.diff; charset=utf-8', body: diff };
}

/** GitHub's error body: a sentence and where to read more. */
export function errorResponse(
  status: number,
  message: string,
  headers?: Record<string, string>,
): HttpResponse {
  const body = { message, documentation_url: documentationUrl, status: String(status) };
  return jsonResponse(body, status, headers);
}

/** What GitHub says of anything that does not exist, or that the caller may not know of. */
export function notFound(): HttpResponse {
  return errorResponse(404, 'Not Found');
}

/** GitHub's answer to input it cannot process. */
export function validationFailed(error: Record<string, string>): HttpResponse {
  return jsonResponse(
    { message: 'Validation Failed', errors: [error], documentation_url: documentationUrl },
    422,
  );
}

/** Writes an answer to the socket. */
export function send(
  response: ServerResponse,
  { status, contentType, body, headers }: HttpResponse,
): void {
  const length = Buffer.byteLength(body);
  const type = contentType === '' ? {} : { 'Content-Type': contentType, 'Content-Length': length };
  response.writeHead(status, { ...headers, ...type });
  response.end(body);
}

/** An answer that lacks headers it should have. */
export function withoutHeaders(result: HttpResponse, names: readonly string[]): HttpResponse {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  const kept = Object.entries(result.headers ?? {}).filter(
    ([name]) => !dropped.has(name.toLowerCase()),
  );
  return { ...result, headers: Object.fromEntries(kept) };
}
