/** An answer before it is written to the socket. */
export interface Answer {
  status: number;
  contentType: string;
  body: string | Buffer;
  headers?: Record<string, string>;
}

const documentationUrl = 'https://docs.github.com/rest';

/** A JSON answer. */
export function toJson(value: unknown, status = 200, headers?: Record<string, string>): Answer {
  const contentType = 'application/json; charset=utf-8';
  return { status, contentType, body: JSON.stringify(value), ...(headers && { headers }) };
}

/** An answer without a body. */
export function toEmpty(status: number, headers?: Record<string, string>): Answer {
  return { status, contentType: '', body: '', ...(headers && { headers }) };
}

/** A unified diff, as GitHub labels it. */
export function toDiff(diff: Buffer): Answer {
  return { status: 200, contentType: 'application/vnd.github.diff; charset=utf-8', body: diff };
}

/** GitHub's error body: a sentence and where to read more. */
export function toProblem(
  status: number,
  message: string,
  headers?: Record<string, string>,
): Answer {
  const body = { message, documentation_url: documentationUrl, status: String(status) };
  return toJson(body, status, headers);
}

/** What GitHub says of anything that does not exist, or that the caller may not know of. */
export function toNotFound(): Answer {
  return toProblem(404, 'Not Found');
}

/** GitHub's answer to input it cannot process. */
export function toInvalid(error: Record<string, string>): Answer {
  return toJson(
    { message: 'Validation Failed', errors: [error], documentation_url: documentationUrl },
    422,
  );
}
