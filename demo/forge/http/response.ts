import type { ServerResponse } from 'node:http';

/** A response before it is written to the socket. */
export interface HttpResponse {
  status: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const documentationUrl = 'https://docs.github.com/rest';

/** A JSON response. */
export function jsonResponse(
  value: unknown,
  status = 200,
  headers?: Record<string, string>,
): HttpResponse {
  const contentType = 'application/json; charset=utf-8';
  return { status, contentType, body: JSON.stringify(value), ...(headers && { headers }) };
}

/** A response without a body. */
export function emptyResponse(status: number, headers?: Record<string, string>): HttpResponse {
  return { status, contentType: '', body: '', ...(headers && { headers }) };
}

/** A unified diff with GitHub's media type. */
export function diffResponse(diff: Buffer): HttpResponse {
  return { status: 200, contentType: 'application/vnd.github.diff; charset=utf-8', body: diff };
}

/** GitHub's error body: a message and a link to the documentation. */
export function errorResponse(
  status: number,
  message: string,
  headers?: Record<string, string>,
): HttpResponse {
  const body = { message, documentation_url: documentationUrl, status: String(status) };
  return jsonResponse(body, status, headers);
}

/** GitHub's response for a resource that does not exist or is hidden from the caller. */
export function notFound(): HttpResponse {
  return errorResponse(404, 'Not Found');
}

/** GitHub's response to invalid input. */
export function validationFailed(error: Record<string, string>): HttpResponse {
  return jsonResponse(
    { message: 'Validation Failed', errors: [error], documentation_url: documentationUrl },
    422,
  );
}

/** Writes a response to the socket. */
export function sendResponse(
  response: ServerResponse,
  { status, contentType, body, headers }: HttpResponse,
): void {
  const length = Buffer.byteLength(body);
  const type = contentType === '' ? {} : { 'Content-Type': contentType, 'Content-Length': length };
  response.writeHead(status, { ...headers, ...type });
  response.end(body);
}

/** A copy of the response without the named headers. */
export function withoutHeaders(response: HttpResponse, names: readonly string[]): HttpResponse {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  const kept = Object.entries(response.headers ?? {}).filter(
    ([name]) => !dropped.has(name.toLowerCase()),
  );
  return { ...response, headers: Object.fromEntries(kept) };
}

/** Formats an instant as GitHub does, in whole seconds. */
export function formatInstant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
