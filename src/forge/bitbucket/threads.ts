import type { ForgeApi } from '../client/forge-api.ts';
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
  findWebUrl,
  toFields,
} from '../parsing/json-fields.ts';
import type { ListedComment, ListedThread, ThreadsOutcome } from '../review-threads.ts';
import { toAccount } from './answers.ts';
import { readPages, toListReading } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** A comment of the list, which contains threads and their replies. */
interface Answer extends ListedComment {
  /** Null for the first comment of a thread. */
  parentId: string | null;
  isShown: boolean;
  /** What a thread says of itself in its first comment. */
  thread: ListedThread;
}

const pageSize = 100;

/** One list contains the comments on lines, the conversation and all replies. */
export async function fetchPullRequestThreads(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ThreadsOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}/comments?pagelen=${pageSize}`;
  const subject = `the comments of ${toSubject(reference)}`;
  const limits = { mostPages: mostThreadPages };
  const listed = await readPages(api, { url, subject, reading }, limits, access);
  if (listed.kind === 'unread') return mergeThreads(listed, []);
  const value = buildThreads(listed.value);
  return mergeThreads({ kind: 'read', value, isComplete: listed.isComplete }, []);
}

const reading = {
  ...toListReading('bitbucket-comment-texts/1', parseAnswer),
  // What people wrote is not stored.
  isCovered: () => false,
};

/** A reply may answer a reply. A thread whose first comment was deleted remains. */
export function buildThreads(answers: readonly Answer[]): ListedThread[] {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const findRoot = (answer: Answer): Answer => {
    let root = answer;
    const seen = new Set<string>();
    while (root.parentId !== null && !seen.has(root.id)) {
      seen.add(root.id);
      root = byId.get(root.parentId) ?? { ...root, parentId: null };
    }
    return root;
  };
  const threads = new Map<string, ListedThread>();
  for (const answer of answers) {
    if (!answer.isShown) continue;
    const { id, thread } = findRoot(answer);
    const known = threads.get(id) ?? { ...thread, comments: [] };
    threads.set(id, { ...known, comments: [...known.comments, answer] });
  }
  return [...threads.values()];
}

export function parseAnswer(body: unknown): Answer | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  if (!fields || id === undefined) return undefined;
  const comment: ListedComment = {
    id: `${id}`,
    author: toAccount(findFields(fields, 'user')).name,
    body: findText(findFields(fields, 'content'), 'raw') ?? '',
    createdAt: findInstant(fields, 'created_on'),
    updatedAt: findInstant(fields, 'updated_on'),
    url: findWebUrl(findFields(findFields(fields, 'links'), 'html'), 'href'),
  };
  const parent = findInteger(findFields(fields, 'parent'), 'id');
  const place = parsePlace(findFields(fields, 'inline'));
  const resolution = findFields(fields, 'resolution');
  const resolver = toAccount(findFields(resolution, 'user')).name;
  const thread: ListedThread = {
    ...buildSingleThread('conversation', comment),
    id: comment.id,
    ...(place && { kind: 'diff' as const, ...place }),
    resolved: place || resolution ? resolution !== undefined : null,
    resolvedBy: resolver,
  };
  const isShown = fields.deleted !== true && fields.pending !== true;
  return { ...comment, parentId: parent === undefined ? null : `${parent}`, isShown, thread };
}

function parsePlace(inline: Fields | undefined) {
  const path = findText(inline, 'path');
  if (path === undefined) return undefined;
  const to = findCount(inline, 'to') ?? null;
  const from = findCount(inline, 'from') ?? null;
  const side = to === null && from !== null ? ('old' as const) : ('new' as const);
  return {
    path,
    side,
    line: to ?? from,
    startLine: findCount(inline, side === 'new' ? 'start_to' : 'start_from') ?? null,
    outdated: findFlag(inline, 'outdated'),
  };
}
