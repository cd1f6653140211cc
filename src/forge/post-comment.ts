import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from './client/forge-api.ts';
import { toCommentOutcome, toRefused } from './comment-outcome.ts';
import { checkPlace } from './comment-place.ts';
import type {
  Access,
  CommentOutcome,
  CommentRequest,
  FileDiffOutcome,
  PullRequestReference,
} from './forge.ts';
import type { RememberedRepositories } from './lookup/repositories.ts';
import { toForeignPullRequest } from './unanswerable.ts';

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
