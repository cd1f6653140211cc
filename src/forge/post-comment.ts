import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead, Unread } from './client/forge-api.ts';
import { toFailed, toForeignPullRequest, type UnreadOutcome } from './client/outcomes.ts';
import type {
  Access,
  CommentOutcome,
  CommentRequest,
  FileDiffOutcome,
  PullRequestReference,
} from './forge.ts';
import type { RememberedRepositories } from './lookup/repositories.ts';

/** A comment in the form a forge's API expects. */
export interface CommentMessage {
  url: string;
  /** Names the commented object in messages. */
  subject: string;
  body: unknown;
  /** Finds the comment's URL in the response. */
  findUrl: (response: unknown) => string | null;
}

interface CommentDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Pick<RememberedRepositories<RepositoryReference>, 'find'>;
}

/** What each adapter implements. */
interface CommentAdapter<Source> {
  parsePullRequestUrl: (url: string, webBaseUrl: string) => PullRequestReference | undefined;
  fetchPullRequestFileDiff: (
    reference: PullRequestReference,
    request: CommentRequest,
    source: Source,
    access: Access,
  ) => Promise<FileDiffOutcome>;
  toMessage: (
    request: CommentRequest,
    reference: PullRequestReference,
    source: Source,
  ) => CommentMessage;
}

/** For forges that place a comment by the newest head, even on a line that is not in the diff. */
export function createPostComment<Source extends CommentDeps>({
  parsePullRequestUrl,
  fetchPullRequestFileDiff,
  toMessage,
}: CommentAdapter<Source>) {
  return async (
    request: CommentRequest,
    source: Source,
    access: Access,
  ): Promise<CommentOutcome> => {
    const requested = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
    const read = await resolveCurrentReference(requested, source.repositories, access);
    if (read.kind === 'unread') return read.outcome;
    const { value: reference } = read;
    const fileDiff = await fetchPullRequestFileDiff(reference, request, source, access);
    const send = () => sendComment(toMessage(request, reference, source), source.api, access);
    return sendIfLineInDiff(fileDiff, request, send);
  };
}

/** Resolves a renamed repository: forges do not redirect write requests. */
export async function resolveCurrentReference(
  requested: PullRequestReference | undefined,
  repositories: CommentDeps['repositories'],
  access: Access,
): Promise<MaybeRead<PullRequestReference>> {
  if (!requested) return { kind: 'unread', status: undefined, outcome: toForeignPullRequest() };
  const read = await repositories.find(requested.repository, access);
  if (read.kind === 'unread') return read;
  return { kind: 'read', value: { repository: read.value, number: requested.number } };
}

/** Sends the comment only if the line is in the diff and the head has not changed. */
export async function sendIfLineInDiff(
  fileDiff: FileDiffOutcome,
  request: CommentRequest,
  send: () => Promise<CommentOutcome>,
): Promise<CommentOutcome> {
  const line = checkLine(fileDiff, request);
  switch (line.kind) {
    case 'in_diff':
      return send();
    case 'not_in_diff':
      return toRefused(line.reason);
    case 'rate_limited':
    case 'failed':
      return line;
  }
}

/** Sends the comment without retries. */
export async function sendComment(
  { url, subject, body, findUrl }: CommentMessage,
  api: Pick<ForgeApi, 'send'>,
  access: Access,
): Promise<CommentOutcome> {
  const message = { url, subject: `the comment on ${subject}`, body };
  const sent = await api.send({ ...message, method: 'POST', once: true }, access);
  return toCommentOutcome(sent, findUrl);
}

type Line = Pick<CommentRequest, 'headSha' | 'oldLine' | 'newLine'>;

/**
 * Whether the line is in the diff and the head has not changed. Needed for forges that accept a
 * comment on any line of any file. The reason is part of the message to the user.
 */
export function checkLine(
  fileDiff: FileDiffOutcome,
  line: Line,
): { kind: 'in_diff' } | { kind: 'not_in_diff'; reason: string } | UnreadOutcome {
  switch (fileDiff.kind) {
    case 'rate_limited':
    case 'failed':
      return fileDiff;
    case 'text':
      if (fileDiff.headSha !== line.headSha) return notInDiff('the branch has newer commits');
      return isLineInDiff(fileDiff.diff, line) ? { kind: 'in_diff' } : notInDiff('no such line');
    case 'binary':
    case 'too_large':
    case 'no_file':
      return notInDiff('no such file');
  }
}

const hunkForm = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/** Reads only the headers of the hunks: a line of a diff that starts with `@@` is one. */
function isLineInDiff(diff: string, { oldLine, newLine }: Line): boolean {
  for (let at = diff.indexOf('\n@@ '); at >= 0; at = diff.indexOf('\n@@ ', at + 1)) {
    const [, oldStart, oldCount = '1', newStart, newCount = '1'] =
      hunkForm.exec(diff.slice(at + 1, at + 60)) ?? [];
    const isFound =
      newLine === null
        ? isWithin(oldLine, Number(oldStart), Number(oldCount))
        : isWithin(newLine, Number(newStart), Number(newCount));
    if (isFound) return true;
  }
  return false;
}

function isWithin(line: number | null, start: number, count: number): boolean {
  return line !== null && line >= start && line < start + count;
}

function notInDiff(reason: string) {
  return { kind: 'not_in_diff' as const, reason };
}

// The forge understood the request and rejects the comment. A retry would not help.
const refusals = new Set([400, 409, 413, 422]);

/** The outcome of sending a comment. */
export function toCommentOutcome(
  sent: { kind: 'sent'; value: unknown } | Unread,
  findUrl: (value: unknown) => string | null,
): CommentOutcome {
  if (sent.kind === 'sent') return { kind: 'posted', url: findUrl(sent.value) };
  const { status, outcome, forgeMessage } = sent;
  if (outcome.kind === 'rate_limited') return outcome;
  const isLocked = status === 403 && /\block/i.test(forgeMessage ?? '');
  if (status !== undefined && (refusals.has(status) || isLocked)) return toRefused(forgeMessage);
  const { kind, message } = outcome.failure;
  if (status === 403) return toFailed('forbidden', formatForbidden(forgeMessage));
  return isUncertain(sent) ? toFailed(kind, `${message} ${checkFirst}`) : outcome;
}

/** `reason` is our own or the forge's message. */
export function toRefused(reason: string | null | undefined): CommentOutcome {
  const quote = reason ? `: "${reason}"` : '';
  const message =
    `The forge rejected this comment${quote}. The line may no longer be in the diff, or the pull ` +
    'request is locked: reload the diff, or comment on the forge.';
  return { kind: 'refused', message };
}

const checkFirst = 'It may have arrived: check the pull request before you send it again.';

/** Whether the forge may have stored the comment although no response arrived. */
function isUncertain({ status, outcome }: Unread): boolean {
  if (status !== undefined) return status >= 500;
  if (outcome.kind !== 'failed') return false;
  const { kind } = outcome.failure;
  return kind === 'timed_out' || kind === 'unavailable' || kind === 'malformed';
}

function formatForbidden(forgeMessage: string | undefined): string {
  const quote = forgeMessage ? `: "${forgeMessage}"` : '';
  return (
    `The forge does not allow this token to comment on the pull request${quote}. ` +
    'Link a token that may write comments, or comment on the forge.'
  );
}
