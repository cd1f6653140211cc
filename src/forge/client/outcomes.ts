import type { Failure, FailureKind } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Answered, HttpAnswer } from '../../platform/http-client.ts';
import { type Fields, findFields, findText, parseJson, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toPlainText } from '../parsing/text.ts';
import { findRateLimit } from './rate-limit.ts';

/** The outcomes of a call that brought nothing. */
export type UnreadOutcome = Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** Who was asked for what, in words for a person. */
export interface Asked {
  forgeId: string;
  host: string;
  /** e.g. `the repository acme/app`. */
  subject: string;
  token: string;
  /** Whether the forge answers 403 when a quota is spent; most answer 429. */
  answers403WhenSpent: boolean;
}

/** What an answer other than the wanted one means: the only place that decides so. */
export function toUnreadOutcome(answer: HttpAnswer, asked: Asked, now: number): UnreadOutcome {
  const { host, subject } = asked;
  switch (answer.kind) {
    case 'answered':
      return toStatusOutcome(answer, asked, now);
    case 'unreachable':
      return toFailed('unavailable', `${host} could not be reached: ${answer.message}.`);
    case 'timed_out': {
      const seconds = answer.timeoutMs / 1000;
      return toFailed('timed_out', `${host} did not answer for ${subject} within ${seconds} s.`);
    }
    case 'too_large':
      return toFailed(
        'malformed',
        `${host} sent more than ${answer.limitBytes} bytes for ${subject}.`,
      );
    case 'refused_redirect':
      return toFailed(
        'unavailable',
        `${host} ${answer.message} for ${subject}, which is not followed. ` +
          `Check api_base_url of the forge ${asked.forgeId}.`,
      );
  }
}

/** The answer came, but not as this forge's API gives it. */
export function toMalformedOutcome({ forgeId, host, subject }: Asked): UnreadOutcome {
  return toFailed(
    'malformed',
    `${host} sent something for ${subject} that Afterpush cannot read. ` +
      `If this stays, check api_base_url of the forge ${forgeId}.`,
  );
}

export function toFailed(kind: FailureKind, message: string): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure: { kind, message } };
}

function toStatusOutcome(answer: Answered, asked: Asked, now: number): UnreadOutcome {
  const until = findRateLimit(answer.status, answer.headers, now, asked.answers403WhenSpent);
  if (until) return { kind: 'rate_limited', until };
  const { forgeId, host, subject } = asked;
  const { status } = answer;
  const quote = quoteForge(answer, asked);
  switch (status) {
    case 401:
      return toFailed('unauthorized', `${host} refused the token for ${forgeId}: link a new one.`);
    case 403:
    case 451:
      return toFailed(
        'forbidden',
        `${host} does not let this token read ${subject}${quote}. ` +
          'Give the token access to it, or link another one.',
      );
    case 404:
    case 410:
      return toFailed(
        'not_found',
        `${host} does not know ${subject}, or hides it from this token. ` +
          'Check that it exists and that the token has access to it.',
      );
    default:
      return toFailed('unavailable', `${host} answered ${status} for ${subject}${quote}.`);
  }
}

function quoteForge(answer: Answered, asked: Asked): string {
  const said = findSaid(answer, asked);
  return said === undefined ? '' : `: "${said}"`;
}

/** What the forge says itself, which is hostile text and might repeat the token (S10). */
export function findSaid({ body }: Answered, { token }: Asked): string | undefined {
  const message = findMessage(toFields(parseJson(body)));
  if (!message) return undefined;
  const quoted = listSecrets(token).reduce(
    (text, secret) => text.replaceAll(secret, '[token]'),
    message,
  );
  return toPlainText(quoted, 200);
}

/** Forges put it at the top, into `error`, or into the first of `errors`; GitLab calls it so. */
function findMessage(fields: Fields | undefined): string | undefined {
  const [first] = Array.isArray(fields?.errors) ? (fields.errors as unknown[]) : [];
  const holders = [fields, findFields(fields, 'error'), toFields(first)];
  const messages = holders.map((holder) => findText(holder, 'message'));
  const others = ['error_description', 'error'].map((name) => findText(fields, name));
  const plain = typeof first === 'string' ? first : undefined;
  const said = [...messages, ...others, plain].filter((text) => text);
  // GitHub's title of every such answer: what failed stands among the errors alone.
  return said.find((text) => text !== 'Validation Failed') ?? said[0];
}

/** A pair of user name and password is sent in another form, and its password is a secret alone. */
function listSecrets(token: string): string[] {
  const password = token.slice(token.indexOf(':') + 1);
  const sent = [token, `:${token}`].map((text) => Buffer.from(text).toString('base64'));
  return [token, ...sent, password].filter((secret) => secret.length >= 4);
}

/** For a pull request whose stored address this forge does not have. */
export function toForeignPullRequest() {
  return toFailed('not_found', 'The stored pull request is not of this forge. Refresh the chat.');
}

/** In words for a person: `the branch fix of acme/app`. */
export function toBranchSubject(repository: RepositoryReference, branch: string): string {
  return `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
}
