import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { buildSingleThread, type ListedThreads, mostThreadPages } from '../merge-threads.ts';
import {
  findCount,
  findFields,
  findInstant,
  findInteger,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { ListedComment, ListedThread } from '../review-threads.ts';
import { pageSize } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** A comment on a line, with the one whose thread it belongs to. */
interface LineComment {
  comment: ListedComment;
  replyTo: number | null;
  thread: ListedThread;
}

/** What people wrote is not stored. */
const isCovered = () => false;
const lineCommentsReading: Reading<LineComment[]> = {
  shape: 'line-comments/1',
  parse: (body) => parseList(body, parseLineComment),
  isCovered,
};
const conversationReading = toTextReading('conversation');
const reviewsReading = toTextReading('review');

const note =
  'Which threads are resolved is unknown: GitHub reports it only by GraphQL, which did not respond or refused the token.';

export async function listDiffThreads(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<ListedThreads> {
  const url = `${toPullRequestApiUrl(reference, api)}/comments?per_page=${pageSize}`;
  const subject = `the review comments of ${toSubject(reference)}`;
  const first = { url, subject, reading: lineCommentsReading };
  const listed = await listPages(api, first, mostThreadPages, access);
  if (listed.kind === 'unread') return listed;
  const value = groupComments(listed.value);
  return { ...listed, value, notes: value.length > 0 ? [note] : [] };
}

export function listConversation(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<ListedThreads> {
  const { repository, number } = reference;
  const url = `${api.baseUrl}/repos/${toFullName(repository)}/issues/${number}/comments?per_page=${pageSize}`;
  const subject = `the conversation of ${toSubject(reference)}`;
  return listPages(api, { url, subject, reading: conversationReading }, mostThreadPages, access);
}

export function listReviewTexts(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<ListedThreads> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?per_page=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  return listPages(api, { url, subject, reading: reviewsReading }, mostThreadPages, access);
}

/** All replies name the first comment of their thread, which may have been deleted. */
function groupComments(comments: readonly LineComment[]): ListedThread[] {
  const threads = new Map<string, ListedThread>();
  for (const { comment, replyTo, thread } of comments) {
    const id = replyTo === null ? comment.id : `${replyTo}`;
    const known = threads.get(id) ?? { ...thread, id, comments: [] };
    threads.set(id, { ...known, comments: [...known.comments, comment] });
  }
  return [...threads.values()];
}

function parseLineComment(body: unknown): LineComment | undefined {
  const fields = toFields(body);
  const comment = parseComment(body);
  if (!fields || !comment) return undefined;
  const isFile = findText(fields, 'subject_type') === 'file';
  const line = findCount(fields, 'line') ?? null;
  return {
    comment,
    replyTo: findInteger(fields, 'in_reply_to_id') ?? null,
    thread: {
      ...buildSingleThread('conversation', comment),
      kind: 'diff',
      path: findText(fields, 'path') ?? null,
      line,
      startLine: findCount(fields, 'start_line') ?? null,
      side: findText(fields, 'side') === 'LEFT' ? 'old' : 'new',
      outdated: isFile ? null : line === null,
      headSha: findText(fields, 'original_commit_id') ?? null,
      originalLine: findCount(fields, 'original_line') ?? null,
      originalStartLine: findCount(fields, 'original_start_line') ?? null,
      hunk: findText(fields, 'diff_hunk') || null,
    },
  };
}

function toTextReading(kind: 'conversation' | 'review'): Reading<ListedThread[]> {
  return {
    shape: `${kind}-texts/1`,
    parse: (body) =>
      parseList(body, (entry) => {
        const comment = parseComment(entry);
        const fields = toFields(entry);
        // A draft is shown to its author only.
        const isDraft = findText(fields, 'state') === 'PENDING';
        const sha = findText(fields, 'commit_id') ?? null;
        return comment && { text: isDraft ? null : buildSingleThread(kind, comment, sha) };
      })?.flatMap(({ text }) => text ?? []),
    isCovered,
  };
}

function parseComment(body: unknown): ListedComment | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  if (id === undefined) return undefined;
  return {
    id: `${id}`,
    author: findText(findFields(fields, 'user'), 'login') ?? null,
    body: findText(fields, 'body') ?? '',
    createdAt: findInstant(fields, 'created_at') ?? findInstant(fields, 'submitted_at'),
    updatedAt: findInstant(fields, 'updated_at'),
    url: findWebUrl(fields, 'html_url'),
  };
}
