import type { Failure, FailureKind } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { HttpResponse, HttpResult } from '../../platform/http-client.ts';
import { type Logger, toLoggable } from '../../platform/logger.ts';
import type { Access, RangeDiffRequest } from '../forge.ts';
import { type Fields, findFields, findText, parseJson, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { describeDenial, findSignOnUrl } from './access-denied.ts';
import { findRateLimit } from './rate-limit.ts';

/** The outcomes of a request that returned no data. */
export type UnreadOutcome = Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** Where a request goes and what it fetches, as error messages name it. */
export interface RequestContext {
  forgeId: string;
  host: string;
  /** e.g. `the repository acme/app`. */
  subject: string;
  token: string;
  /** Whether the forge responds with 403 when a quota is used up; most use 429. */
  answers403WhenSpent: boolean;
  /** The quota that the request used, when it is not the one of REST. */
  separateQuota?: string | undefined;
  /** How long to pause after a limit whose end the forge does not report. */
  toOpenPauseMs(): number;
}

/** Maps an unsuccessful result to an outcome. No other code decides this. */
export function toUnreadOutcome(
  result: HttpResult,
  context: RequestContext,
  forgeNow: number,
): UnreadOutcome {
  const { host, subject } = context;
  switch (result.kind) {
    case 'response':
      return toStatusOutcome(result, context, forgeNow);
    case 'unreachable':
      return toFailed('unavailable', `${host} could not be reached: ${result.message}.`);
    case 'timed_out': {
      const seconds = result.timeoutMs / 1000;
      return toFailed(
        'timed_out',
        `${host} did not respond within ${seconds} s to a request for ${subject}.`,
      );
    }
    case 'too_large':
      return toFailed(
        'malformed',
        `${host} sent more than ${result.limitBytes} bytes for ${subject}.`,
      );
    case 'refused_redirect':
      return toFailed(
        'unavailable',
        `${host} ${result.message} for ${subject}, which Afterpush does not follow. ` +
          `Check api_base_url of the forge ${context.forgeId}.`,
      );
  }
}

/** For a response that does not match the forge's API. */
export function toMalformedOutcome({ forgeId, host, subject }: RequestContext): UnreadOutcome {
  return toFailed(
    'malformed',
    `${host} sent an unexpected response for ${subject}. ` +
      `If this persists, check api_base_url of the forge ${forgeId}.`,
  );
}

/** For a response that would take too long to parse. */
export function toTooComplexOutcome({ host, subject }: RequestContext): UnreadOutcome {
  return toFailed(
    'malformed',
    `${host} sent more values for ${subject} than Afterpush reads, or nested them too deeply. ` +
      'The last known state is kept.',
  );
}

/** Describes two commits in an error message. */
export function toRangeSubject({ repository, from, to }: RangeDiffRequest): string {
  const [first, last] = [from, to].map((sha) => sha.slice(0, 7));
  return `the commits ${first} to ${last} of ${toFullName(repository)}`;
}

export function toFailed(kind: FailureKind, message: string): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure: { kind, message } };
}

function toStatusOutcome(
  response: HttpResponse,
  context: RequestContext,
  forgeNow: number,
): UnreadOutcome {
  const { forgeId, host, subject, answers403WhenSpent, separateQuota } = context;
  const { status, headers } = response;
  const message = findForgeMessage(response, context);
  const text = message ?? response.body.subarray(0, 1000).toString('utf8');
  const limited = { status, headers, text };
  const limit = findRateLimit(limited, forgeNow, answers403WhenSpent, separateQuota);
  if (limit === 'open') return { kind: 'rate_limited', retryInMs: context.toOpenPauseMs() };
  if (limit) return { kind: 'rate_limited', ...limit };
  switch (status) {
    case 401:
      return toFailed('unauthorized', `${host} rejected the token for ${forgeId}: link a new one.`);
    case 403:
    case 451: {
      const signOnUrl = findSignOnUrl(headers, host);
      return toFailed('forbidden', describeDenial({ host, subject, message, signOnUrl }));
    }
    case 404:
    case 410:
      return toFailed(
        'not_found',
        `${host} did not find ${subject}, or this token cannot see it. ` +
          'Check that it exists and that the token has access.',
      );
    default: {
      const quote = message === undefined ? '' : `: "${message}"`;
      return toFailed('unavailable', `${host} returned ${status} for ${subject}${quote}.`);
    }
  }
}

/** The forge's own error message: untrusted text that may repeat the token (S10). */
export function findForgeMessage(
  { body }: HttpResponse,
  { token }: RequestContext,
): string | undefined {
  const message = findMessage(toFields(parseJson(body)));
  if (!message) return undefined;
  const quoted = listSecrets(token).reduce(
    (text, secret) => text.replaceAll(secret, '[token]'),
    message,
  );
  return toPlainText(quoted, 200);
}

/** At the top level, in `error`, or in the first of `errors`; GitLab calls it `error_description`. */
function findMessage(fields: Fields | undefined): string | undefined {
  const [first] = Array.isArray(fields?.errors) ? (fields.errors as unknown[]) : [];
  const holders = [fields, findFields(fields, 'error'), toFields(first)];
  const messages = holders.map((holder) => findText(holder, 'message'));
  const others = ['error_description', 'error'].map((name) => findText(fields, name));
  const plain = typeof first === 'string' ? first : undefined;
  const candidates = [...messages, ...others, plain].filter((text) => text);
  // GitHub's generic title: the details are in `errors`.
  return candidates.find((text) => text !== 'Validation Failed') ?? candidates[0];
}

/** Every form of the token to redact: as it is, encoded for Basic authentication, and the password. */
function listSecrets(token: string): string[] {
  const password = token.slice(token.indexOf(':') + 1);
  const sent = [token, `:${token}`].map((text) => Buffer.from(text).toString('base64'));
  return [token, ...sent, password, encodeURIComponent(password)].filter(
    (secret) => secret.length >= 4,
  );
}

/** For a stored pull request URL that does not belong to this forge. */
export function toForeignPullRequest() {
  return toFailed(
    'not_found',
    'The stored pull request does not belong to this forge. Refresh the chat.',
  );
}

/** `the branch fix of acme/app`, for messages. */
export function toBranchSubject(repository: RepositoryReference, branch: string): string {
  return `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
}

/** Turns an unexpected error into a failed outcome, so that it affects only its own row. */
export async function catchUnexpectedErrors<Outcome>(
  fetch: () => Promise<Outcome>,
  access: Access,
  logger: Pick<Logger, 'error'>,
): Promise<Outcome | ReturnType<typeof toFailed>> {
  access.signal.throwIfAborted();
  try {
    return await fetch();
  } catch (error) {
    access.signal.throwIfAborted();
    logUnexpectedError(error, 'a forge adapter failed', access, logger);
    return toFailed('internal', 'The request failed unexpectedly; see the server log.');
  }
}

/** S10: an unexpected error may quote a response, which may repeat the token. */
export function logUnexpectedError(
  error: unknown,
  message: string,
  { token }: Access,
  logger: Pick<Logger, 'error'>,
): void {
  logger.error({ error: toLoggable(error, listSecrets(token)) }, message);
}
