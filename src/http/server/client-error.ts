import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem, problemType, toProblem } from './problem-response.ts';
import { securityHeaders } from './security-headers.ts';

/** Answers bytes that are no HTTP request. */
export function answerClientError(error: Error, socket: Socket): void {
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
