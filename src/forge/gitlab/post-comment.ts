import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access, CommentOutcome, CommentRequest, PullRequestReference } from '../forge.ts';
import { findInteger, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { resolveCurrentReference, sendComment, toRefused } from '../post-comment.ts';
import { findNextPage, isPageCovered, pageSize } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

/** The commits that GitLab compared while `headSha` was the head of the merge request. */
interface DiffVersion {
  headSha: string;
  baseSha: string;
  startSha: string;
}

const mostVersionPages = 10;
const versionsReading: Reading<DiffVersion[]> = {
  shape: 'diff-versions/1',
  parse: (body) => parseList(body, parseVersion),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** Starts a thread on a line of the diff version that the author of the comment has read. */
export async function postComment(
  request: CommentRequest,
  deps: { webBaseUrl: string; api: ForgeApi; repositories: Repositories },
  access: Access,
): Promise<CommentOutcome> {
  const { webBaseUrl, api, repositories } = deps;
  const requested = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  const read = await resolveCurrentReference(requested, repositories, access);
  if (read.kind === 'unread') return read.outcome;
  const { value: reference } = read;
  const version = await findDiffVersion(reference, request.headSha, api, access);
  if (version.kind === 'unread') return version.outcome;
  if (!version.value) return toRefused('the merge request no longer has this version');
  const message = {
    url: `${toPullRequestApiUrl(reference, api)}/discussions`,
    subject: toSubject(reference),
    body: { body: request.body, position: toPosition(request, version.value) },
    findUrl: (answer: unknown) => toNoteUrl(answer, toPullRequestUrl(reference, webBaseUrl)),
  };
  return sendComment(message, api, access);
}

/** Undefined if `headSha` never was the head of the merge request. */
async function findDiffVersion(
  reference: PullRequestReference,
  headSha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<DiffVersion | undefined>> {
  const url = `${toPullRequestApiUrl(reference, api)}/versions?per_page=${pageSize}`;
  const subject = `the versions of ${toSubject(reference)}`;
  const first = { url, subject, reading: versionsReading };
  const versions = await listAll(api, first, mostVersionPages, access);
  if (versions.kind === 'unread') return versions;
  // Newest first.
  return { kind: 'read', value: versions.value.find((version) => version.headSha === headSha) };
}

function parseVersion(body: unknown): DiffVersion | undefined {
  const fields = toFields(body);
  const headSha = findText(fields, 'head_commit_sha');
  const baseSha = findText(fields, 'base_commit_sha');
  const startSha = findText(fields, 'start_commit_sha');
  if (headSha === undefined || baseSha === undefined || startSha === undefined) return undefined;
  return { headSha, baseSha, startSha };
}

/** The last line only: GitLab identifies the start of a range by the line numbers of both sides. */
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
  const id = findInteger(notes?.[0], 'id');
  return id === undefined ? pageUrl : `${pageUrl}#note_${id}`;
}
