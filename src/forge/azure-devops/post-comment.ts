import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findCount, toFields } from '../parsing/json-fields.ts';
import { sendComment, sendWhereShown } from '../post-comment.ts';
import type { AzureDevOpsDiffSource } from './diff.ts';
import { fetchFileDiffOf } from './file-diff.ts';
import { toOwnerParts } from './names.ts';
import { readPullRequest, toPageUrl, toPullRequestPath, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** A thread on a line, which Azure would take for any line of any file. */
export async function postComment(
  request: CommentRequest,
  source: AzureDevOpsDiffSource,
  access: Access,
): Promise<CommentOutcome> {
  const { webBaseUrl, api } = source;
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { value: answer } = read;
  const shown = await fetchFileDiffOf(answer, request, source, access);
  const { organization } = toOwnerParts(answer.repository);
  const message = {
    url: api.toUrl(organization, `${toPullRequestPath(answer)}/threads`),
    subject: toSubject(answer),
    body: toThread(request),
    findUrl: (thread: unknown) => toThreadUrl(thread, toPageUrl(answer, webBaseUrl)),
  };
  return sendWhereShown(shown, request, () => sendComment(message, api, access));
}

function toThread({ path, oldLine, newLine, startLine, body }: CommentRequest) {
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

function toThreadUrl(thread: unknown, pageUrl: string): string {
  const id = findCount(toFields(thread), 'id');
  return id === undefined ? pageUrl : `${pageUrl}?discussionId=${id}`;
}
