import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../contract/schema.ts';
import type { Logger } from '../../platform/logger.ts';
import { DatabaseUnavailable, DiskFull } from '../../store/database.ts';
import { securityHeaders } from './security-headers.ts';

export interface ProblemContent {
  headers?: Record<string, string>;
  /** Further members of the problem, e.g. `link_url`. */
  members?: Record<string, unknown>;
}

/** Thrown by routes and hooks; becomes a problem response. The detail says what to do next. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly members: Record<string, unknown>;

  constructor(status: number, detail: string, { headers = {}, members = {} }: ProblemContent = {}) {
    super(detail);
    this.name = 'HttpProblem';
    this.status = status;
    this.headers = headers;
    this.members = members;
  }
}

export const problemType = 'application/problem+json';

/** RFC 9457. */
export function toProblem({ status, message, members }: HttpProblem): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { ...members, type: 'about:blank', title, status, detail: message };
}

/** The one place where an error becomes a response. */
export function createErrorHandler(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = toHttpProblem(error);
    if (problem.status >= 500 && !(error instanceof HttpProblem)) {
      const route = request.routeOptions.url;
      logger.error({ error, method: request.method, route }, 'a request failed');
    }
    void reply
      .code(problem.status)
      .headers({ ...securityHeaders, 'cache-control': 'no-store', ...problem.headers })
      .type(problemType)
      .send(JSON.stringify(toProblem(problem)));
  };
}

const knownDetails: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than 1 MiB. Send less.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send JSON with the header `Content-Type: application/json`.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_BAD_URL: 'The path holds an invalid percent encoding.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long.',
};

function toHttpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof DiskFull) {
    return new HttpProblem(503, error.message, { headers: { 'retry-after': '60' } });
  }
  if (error instanceof DatabaseUnavailable) {
    const detail = 'The database cannot be reached. Try again in a few seconds.';
    return new HttpProblem(503, detail, { headers: { 'retry-after': '5' } });
  }
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  const known = knownDetails[String(code)];
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new HttpProblem(statusCode, known ?? 'The request could not be read.');
  }
  if (code === 'FST_ERR_REOPENED_CLOSE_SERVER' || statusCode === 503) return toStopping();
  return new HttpProblem(500, 'Afterpush failed unexpectedly. The server log has the error.');
}

export function toStopping(): HttpProblem {
  const detail = 'Afterpush is stopping. Try again in a few seconds.';
  return new HttpProblem(503, detail, { headers: { 'retry-after': '5' } });
}

const refusedLingerMs = 1_000;

/** Responds to bytes that are not an HTTP request. */
export function respondToClientError(error: Error, socket: Socket): void {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toClientProblem(code);
  const body = JSON.stringify(toProblem(problem));
  const headers = Object.entries({
    ...securityHeaders,
    'content-type': problemType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const statusLine = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n`;
  socket.end(`${statusLine}${lines}\r\n${body}`);
  // A client that neither reads nor closes must not keep the connection.
  setTimeout(() => socket.destroy(), refusedLingerMs).unref();
}

function toClientProblem(code: unknown): HttpProblem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpProblem(408, 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new HttpProblem(431, 'The headers are too large.');
    default:
      return new HttpProblem(400, 'This is not a valid HTTP request.');
  }
}
