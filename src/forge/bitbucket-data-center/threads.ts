import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { buildSingleThread, mergeThreads, mostThreadPages } from '../merge-threads.ts';
import {
  type Fields,
  findCount,
  findFields,
  findFlag,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import type { ListedComment, ListedThread, ThreadsOutcome } from '../review-threads.ts';
import { findMilliseconds, toInstant } from './answers.ts';
import { pageSize, toListReading } from './api.ts';
import { readPullRequest, toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';
import { toPullRequestUrl } from './urls.ts';

/** Comments are listed among all other activities, newest first, each with its replies. */
export async function fetchPullRequestThreads(
  reference: PullRequestReference,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ThreadsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const pageUrl = toPullRequestUrl(toReference(read.value), webBaseUrl);
  const url = `${toPullRequestApiUrl(reference, api)}/activities?limit=${pageSize}`;
  const subject = `the activities of ${toSubject(reference)}`;
  // Never stored: no page of this list is covered by a validator.
  const reading = toListReading('activity-texts/1', (entry) => parseActivity(entry, pageUrl));
  const listed = await listPages(api, { url, subject, reading }, mostThreadPages, access);
  if (listed.kind === 'unread') return mergeThreads(listed, []);
  const threads = listed.value.flatMap(({ thread }) => thread ?? []).toReversed();
  // A reply and an edit are activities as well, each with the whole thread.
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  return mergeThreads({ ...listed, value: [...byId.values()] }, []);
}

export function parseActivity(
  body: unknown,
  pageUrl: string,
): { thread: ListedThread | null } | undefined {
  const activity = toFields(body);
  if (!activity) return undefined;
  const root = findFields(activity, 'comment');
  const isGone = findText(activity, 'commentAction') === 'DELETED';
  if (findText(activity, 'action') !== 'COMMENTED' || !root || isGone) return { thread: null };
  const comments = listComments(root, pageUrl);
  const [first] = comments;
  if (!first) return { thread: null };
  const place = parsePlace(findFields(activity, 'commentAnchor') ?? findFields(root, 'anchor'));
  return {
    thread: {
      ...buildSingleThread('conversation', first),
      ...(place && { kind: 'diff' as const, ...place }),
      id: first.id,
      resolved: findResolved(root),
      resolvedBy: findText(findFields(root, 'threadResolver'), 'name') ?? null,
      comments,
    },
  };
}

/** A task is resolved by its state. Versions before 8.7 have no resolved threads. */
function findResolved(root: Fields): boolean | null {
  if (findText(root, 'severity') === 'BLOCKER') return findText(root, 'state') === 'RESOLVED';
  return findFlag(root, 'threadResolved');
}

const mostLevels = 20;

function listComments(comment: Fields, pageUrl: string, level = 0): ListedComment[] {
  const id = findInteger(comment, 'id');
  const body = findText(comment, 'text');
  if (id === undefined || body === undefined || level > mostLevels) return [];
  const own: ListedComment = {
    id: `${id}`,
    author: findText(findFields(comment, 'author'), 'name') ?? null,
    body,
    createdAt: toInstant(findMilliseconds(comment, 'createdDate')),
    updatedAt: toInstant(findMilliseconds(comment, 'updatedDate')),
    url: `${pageUrl}/overview?commentId=${id}`,
  };
  const replies = parseList(comment.comments, toFields) ?? [];
  return [own, ...replies.flatMap((reply) => listComments(reply, pageUrl, level + 1))];
}

function parsePlace(anchor: Fields | undefined) {
  const path = findText(anchor, 'path');
  if (path === undefined) return undefined;
  const isOld = findText(anchor, 'fileType') === 'FROM';
  const marker = findFields(anchor, 'multilineMarker');
  return {
    // A removed line is one of the file's former path.
    path: (isOld ? findText(anchor, 'srcPath') : undefined) ?? path,
    side: isOld ? ('old' as const) : ('new' as const),
    line: findCount(anchor, 'line') ?? null,
    startLine: findCount(marker, 'startLine') ?? findCount(anchor, 'multilineStartLine') ?? null,
    headSha: findText(anchor, 'toHash') ?? null,
    outdated: findFlag(anchor, 'orphaned'),
  };
}
