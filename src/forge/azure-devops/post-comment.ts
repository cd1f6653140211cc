import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findInteger, toFields } from '../parsing/json-fields.ts';
import { type CommentMessage, sendComment, sendIfLineInDiff } from '../post-comment.ts';
import type { DiffDeps } from './diff.ts';
import { fetchFileDiffOf } from './file-diff.ts';
import { toOwnerParts } from './names.ts';
import { readPullRequest, toPageUrl, toPullRequestPath, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** Posts a thread on a line. Azure would accept any line of any file, so the diff is checked. */
export async function postComment(
  request: CommentRequest,
  deps: DiffDeps,
  access: Access,
): Promise<CommentOutcome> {
  const { webBaseUrl, api } = deps;
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { value: answer } = read;
  const shown = await fetchFileDiffOf(answer, request, deps, access);
  const { organization } = toOwnerParts(answer.repository);
  const message: CommentMessage = {
    url: api.toUrl(organization, `${toPullRequestPath(answer)}/threads`),
    subject: toSubject(answer),
    body: buildThread(request),
    findUrl: (thread) => buildThreadUrl(thread, toPageUrl(answer, webBaseUrl)),
  };
  return sendIfLineInDiff(shown, request, () => sendComment(message, api, access));
}

function buildThread({ path, oldLine, newLine, startLine, body }: CommentRequest) {
  const side = newLine === null ? 'left' : 'right';
  const line = newLine ?? oldLine ?? 1;
  const threadContext = {
    filePath: `/${path}`,
    [`${side}FileStart`]: { line: Math.min(startLine ?? line, line), offset: 1 },
    [`${side}FileEnd`]: { line, offset: 1 },
  };
  const comment = { parentCommentId: 0, content: body, commentType: 'text' };
  return { comments: [comment], status: 'active', threadContext };
}

function buildThreadUrl(thread: unknown, pageUrl: string): string {
  const id = findInteger(toFields(thread), 'id');
  return id === undefined ? pageUrl : `${pageUrl}?discussionId=${id}`;
}
