import type { Access, PullRequestReference } from '../forge.ts';
import { buildSingleThread, mergeThreads } from '../merge-threads.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import type { ListedComment, ListedThread, ThreadsOutcome } from '../review-threads.ts';
import { findAccountName } from './answers.ts';
import { type AzureDevOpsApi, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';
import { readPullRequest, toPageUrl, toPullRequestPath, toSubject } from './pull-requests.ts';

/** Azure lists everything as threads, also votes and pushes, which are left out. */
export async function fetchPullRequestThreads(
  reference: PullRequestReference,
  { webBaseUrl, api }: { webBaseUrl: string; api: AzureDevOpsApi },
  access: Access,
): Promise<ThreadsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { value: answer } = read;
  const { organization } = toOwnerParts(answer.repository);
  const pageUrl = toPageUrl(answer, webBaseUrl);
  const reading = {
    ...toListReading('thread-texts/1', (entry) => parseThread(entry, pageUrl)),
    // What people wrote is not stored.
    isCovered: () => false,
  };
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/threads`);
  const subject = `the threads of ${toSubject(answer)}`;
  const listed = await api.read({ url, subject, reading }, access);
  if (listed.kind === 'unread') return mergeThreads(listed, []);
  const value = listed.value.flatMap(({ thread }) => thread ?? []);
  return mergeThreads({ kind: 'read', value, isComplete: true }, []);
}

const openStates = new Set(['active', 'pending']);

export function parseThread(
  body: unknown,
  pageUrl: string,
): { thread: ListedThread | null } | undefined {
  const fields = toFields(body);
  if (!fields) return undefined;
  const id = findInteger(fields, 'id');
  const url = id === undefined ? pageUrl : `${pageUrl}?discussionId=${id}`;
  const comments = (parseList(fields.comments, toFields) ?? [])
    .filter(
      ({ commentType, isDeleted }) => (commentType ?? 'text') === 'text' && isDeleted !== true,
    )
    .flatMap((comment) => parseComment(comment, url));
  const [first] = comments;
  if (fields.isDeleted === true || !first) return { thread: null };
  const status = findText(fields, 'status');
  const place = parsePlace(findFields(fields, 'threadContext'));
  return {
    thread: {
      ...buildSingleThread('conversation', first),
      ...(place && { kind: 'diff' as const, ...place }),
      id: `${id ?? first.id}`,
      resolved: status === undefined ? null : !openStates.has(status),
      comments,
    },
  };
}

function parseComment(comment: Fields, url: string): ListedComment | [] {
  const body = findText(comment, 'content');
  if (body === undefined) return [];
  const author = findFields(comment, 'author');
  return {
    id: `${findInteger(comment, 'id') ?? 0}`,
    author: (author && findAccountName(author)) ?? null,
    body,
    createdAt: findInstant(comment, 'publishedDate'),
    updatedAt: findInstant(comment, 'lastContentUpdatedDate'),
    url,
  };
}

/** Azure sends both sides for an unchanged line. */
function parsePlace(context: Fields | undefined) {
  const path = findText(context, 'filePath')?.replace(/^\//, '');
  if (path === undefined) return undefined;
  const right = findFields(context, 'rightFileEnd');
  const side = right || !findFields(context, 'leftFileEnd') ? ('new' as const) : ('old' as const);
  const name = side === 'new' ? 'right' : 'left';
  return {
    path,
    side,
    line: findCount(findFields(context, `${name}FileEnd`), 'line') ?? null,
    startLine: findCount(findFields(context, `${name}FileStart`), 'line') ?? null,
  };
}
