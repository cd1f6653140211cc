import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { buildSingleThread, mergeThreads, mostThreadPages } from '../merge-threads.ts';
import {
  type Fields,
  findCount,
  findFields,
  findFlag,
  findInstant,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import type { ListedComment, ListedThread, ThreadsOutcome } from '../review-threads.ts';
import { findNextPage, pageSize } from './api.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** A discussion of the list; without its thread where GitLab itself wrote it. */
interface Discussion {
  thread: ListedThread | null;
}

/** GitLab lists everything that was written as discussions. */
export async function fetchPullRequestThreads(
  reference: PullRequestReference,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<ThreadsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const pageUrl = toPageUrl(read.value, reference, webBaseUrl);
  const { headSha } = read.value;
  const reading: Reading<Discussion[]> = {
    shape: 'discussion-texts/1',
    parse: (body) => parseList(body, (entry) => parseDiscussion(entry, { pageUrl, headSha })),
    findNextUrl: findNextPage,
    // What people wrote is not stored.
    isCovered: () => false,
  };
  const url = `${toPullRequestApiUrl(reference, api)}/discussions?per_page=${pageSize}`;
  const subject = `the threads of ${toSubject(reference)}`;
  const listed = await listPages(api, { url, subject, reading }, mostThreadPages, access);
  if (listed.kind === 'unread') return mergeThreads(listed, []);
  const value = listed.value.flatMap(({ thread }) => thread ?? []);
  return mergeThreads({ ...listed, value }, []);
}

interface ThreadContext {
  pageUrl: string;
  headSha: string | null;
}

export function parseDiscussion(body: unknown, context: ThreadContext): Discussion | undefined {
  const fields = toFields(body);
  const notes = parseList(fields?.notes, toFields);
  if (!notes) return undefined;
  const written = notes.filter((note) => note.system !== true);
  const comments = written.flatMap((note) => parseNote(note, context.pageUrl) ?? []);
  const [first] = written;
  const [firstComment] = comments;
  if (!first || !firstComment) return { thread: null };
  const id = findText(fields, 'id') ?? firstComment.id;
  const resolvable = written.filter((note) => note.resolvable === true);
  const place = parsePlace(findFields(first, 'position'), context);
  return {
    thread: {
      ...buildSingleThread('conversation', firstComment),
      ...(place && { kind: 'diff' as const, ...place }),
      id,
      resolved: resolvable.length === 0 ? null : resolvable.every(isResolved),
      resolvedBy:
        findText(findFields(resolvable.find(isResolved), 'resolved_by'), 'username') ?? null,
      comments,
    },
  };
}

function isResolved(note: Fields): boolean {
  return findFlag(note, 'resolved') === true;
}

function parseNote(note: Fields, pageUrl: string): ListedComment | undefined {
  const id = findInteger(note, 'id');
  const body = findText(note, 'body');
  if (id === undefined || body === undefined) return undefined;
  return {
    id: `${id}`,
    author: findText(findFields(note, 'author'), 'username') ?? null,
    body,
    createdAt: findInstant(note, 'created_at'),
    updatedAt: findInstant(note, 'updated_at'),
    url: `${pageUrl}#note_${id}`,
  };
}

/** GitLab moves a position to the new head with every push that leaves its lines unchanged. */
function parsePlace(position: Fields | undefined, { headSha }: ThreadContext) {
  if (!position) return undefined;
  const newLine = findCount(position, 'new_line') ?? null;
  const oldLine = findCount(position, 'old_line') ?? null;
  const isOld = newLine === null && oldLine !== null;
  const path = findText(position, isOld ? 'old_path' : 'new_path') ?? null;
  if (path === null) return undefined;
  const start = findFields(findFields(position, 'line_range'), 'start');
  const madeOn = findText(position, 'head_sha') ?? null;
  return {
    path,
    line: newLine ?? oldLine,
    startLine: findCount(start, isOld ? 'old_line' : 'new_line') ?? null,
    side: isOld ? ('old' as const) : ('new' as const),
    headSha: madeOn,
    outdated: madeOn === null || headSha === null ? null : madeOn !== headSha,
  };
}
