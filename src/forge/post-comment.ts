import { parsePatch } from 'diff';
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

/** A comment as a forge takes it. */
export interface CommentMessage {
  url: string;
  /** What it is on, in words for a person. */
  subject: string;
  body: unknown;
  /** Reads the comment's own address from the answer. */
  findUrl: (answer: unknown) => string | null;
}

interface CommentSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Pick<RememberedRepositories<RepositoryReference>, 'find'>;
}

/** What is different from forge to forge. */
interface CommentSteps<Source> {
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

/** For forges that would put a comment by the newest head at a line that never was. */
export function createPostComment<Source extends CommentSource>({
  parsePullRequestUrl,
  fetchPullRequestFileDiff,
  toMessage,
}: CommentSteps<Source>) {
  return async (
    request: CommentRequest,
    source: Source,
    access: Access,
  ): Promise<CommentOutcome> => {
    const asked = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
    const read = await readReferenceOfToday(asked, source.repositories, access);
    if (read.kind === 'unread') return read.outcome;
    const { value: reference } = read;
    const shown = await fetchPullRequestFileDiff(reference, request, source, access);
    const send = () => sendComment(toMessage(request, reference, source), source.api, access);
    return sendWhereShown(shown, request, send);
  };
}

/** By the name of today: what is written is not redirected. */
export async function readReferenceOfToday(
  asked: PullRequestReference | undefined,
  repositories: CommentSource['repositories'],
  access: Access,
): Promise<MaybeRead<PullRequestReference>> {
  if (!asked) return { kind: 'unread', status: undefined, outcome: toForeignPullRequest() };
  const read = await repositories.find(asked.repository, access);
  if (read.kind === 'unread') return read;
  return { kind: 'read', value: { repository: read.value, number: asked.number } };
}

/** Only while the diff is the one that was read, and shows the line. */
export async function sendWhereShown(
  shown: FileDiffOutcome,
  request: CommentRequest,
  send: () => Promise<CommentOutcome>,
): Promise<CommentOutcome> {
  const place = checkPlace(shown, request);
  switch (place.kind) {
    case 'shown':
      return send();
    case 'elsewhere':
      return toRefused(place.reason);
    case 'rate_limited':
    case 'failed':
      return place;
  }
}

/** Sends it once. */
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
 * For forges that take a comment for any line of any file, and put it by the newest head: whether
 * the diff still is the one that was read, and shows the line. A reason is in words for a person.
 */
export function checkPlace(
  shown: FileDiffOutcome,
  line: Line,
): { kind: 'shown' } | { kind: 'elsewhere'; reason: string } | UnreadOutcome {
  switch (shown.kind) {
    case 'rate_limited':
    case 'failed':
      return shown;
    case 'text':
      if (shown.headSha !== line.headSha) return toElsewhere('the branch has newer commits');
      return showsLine(shown.diff, line) ? { kind: 'shown' } : toElsewhere('no such line');
    case 'binary':
    case 'too_large':
    case 'no_file':
      return toElsewhere('no such file');
  }
}

function showsLine(diff: string, { oldLine, newLine }: Line): boolean {
  const hunks = parsePatch(diff).flatMap((patch) => patch.hunks);
  return hunks.some(({ oldStart, oldLines, newStart, newLines }) =>
    newLine === null
      ? isWithin(oldLine, oldStart, oldLines)
      : isWithin(newLine, newStart, newLines),
  );
}

function isWithin(line: number | null, start: number, count: number): boolean {
  return line !== null && line >= start && line < start + count;
}

function toElsewhere(reason: string) {
  return { kind: 'elsewhere' as const, reason };
}

// The forge understood the comment, and does not take it: asking again changes nothing.
const refusals = new Set([400, 409, 413, 422]);

/** What sending a comment came to. `findUrl` reads its address from the answer. */
export function toCommentOutcome(
  sent: { kind: 'sent'; value: unknown } | Unread,
  findUrl: (value: unknown) => string | null,
): CommentOutcome {
  if (sent.kind === 'sent') return { kind: 'posted', url: findUrl(sent.value) };
  const { status, outcome, said } = sent;
  if (outcome.kind === 'rate_limited') return outcome;
  const isLocked = status === 403 && said !== undefined && /\block/i.test(said);
  if (status !== undefined && (refusals.has(status) || isLocked)) return toRefused(said);
  const { kind, message } = outcome.failure;
  if (status === 403) return toFailed('forbidden', toForbiddenMessage(said));
  return isUncertain(sent) ? toFailed(kind, `${message} ${lookFirst}`) : outcome;
}

/** `reason` is a sentence or words of the forge, null when there are none. */
export function toRefused(reason: string | null | undefined): CommentOutcome {
  const quote = reason ? `: "${reason}"` : '';
  const message =
    `The forge does not take this comment${quote}. The line may not be part of the diff any more, ` +
    'or the pull request is locked: read the newest diff, or comment at the forge.';
  return { kind: 'refused', message };
}

const lookFirst = 'It may have arrived: look at the pull request before you send it again.';

/** Whether the forge may have written it although its answer did not come. */
function isUncertain({ status, outcome }: Unread): boolean {
  if (status !== undefined) return status >= 500;
  if (outcome.kind !== 'failed') return false;
  const { kind } = outcome.failure;
  return kind === 'timed_out' || kind === 'unavailable' || kind === 'malformed';
}

function toForbiddenMessage(said: string | undefined): string {
  const quote = said ? `: "${said}"` : '';
  return (
    `The forge does not let this token comment on the pull request${quote}. ` +
    'Link a token that may write comments, or comment at the forge.'
  );
}
