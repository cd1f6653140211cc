import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findCount, parseList, toFields } from '../parsing/json-fields.ts';
import { readReferenceOfToday, sendComment, toRefused } from '../post-comment.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { type DiffVersion, findDiffVersion } from './read-diff-versions.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

/** A thread on a line of the version of the diff that was read. */
export async function postComment(
  request: CommentRequest,
  source: { webBaseUrl: string; api: ForgeApi; repositories: Repositories },
  access: Access,
): Promise<CommentOutcome> {
  const { webBaseUrl, api, repositories } = source;
  const asked = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  const read = await readReferenceOfToday(asked, repositories, access);
  if (read.kind === 'unread') return read.outcome;
  const { value: reference } = read;
  const version = await findDiffVersion(reference, request.headSha, api, access);
  if (version.kind === 'unread') return version.outcome;
  if (!version.value) return toRefused('the merge request has no such version any more');
  const message = {
    url: `${toPullRequestApiUrl(reference, api)}/discussions`,
    subject: toSubject(reference),
    body: { body: request.body, position: toPosition(request, version.value) },
    findUrl: (answer: unknown) => toNoteUrl(answer, toPullRequestUrl(reference, webBaseUrl)),
  };
  return sendComment(message, api, access);
}

/** Without a range: GitLab names its beginning by the line numbers of both sides. */
function toPosition(
  { path, previousPath, oldLine, newLine }: CommentRequest,
  { baseSha, startSha, headSha }: DiffVersion,
): Record<string, unknown> {
  return {
    position_type: 'text',
    base_sha: baseSha,
    start_sha: startSha,
    head_sha: headSha,
    old_path: previousPath ?? path,
    new_path: path,
    ...(oldLine === null ? {} : { old_line: oldLine }),
    ...(newLine === null ? {} : { new_line: newLine }),
  };
}

function toNoteUrl(answer: unknown, pageUrl: string): string {
  const notes = parseList(toFields(answer)?.notes, toFields);
  const id = findCount(notes?.[0], 'id');
  return id === undefined ? pageUrl : `${pageUrl}#note_${id}`;
}
