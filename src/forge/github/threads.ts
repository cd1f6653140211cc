import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { buildSingleThread, type ListedThreads, mergeThreads } from '../merge-threads.ts';
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
import type { ApiChoice, GraphQl } from './graphql/client.ts';
import type { Query } from './graphql/query.ts';
import { listConversation, listDiffThreads, listReviewTexts } from './threads-by-rest.ts';

interface ThreadDeps {
  api: ForgeApi;
  graphql: Pick<GraphQl, 'run'>;
  choice: Pick<ApiChoice, 'hasGraphQl'>;
}

type RateLimited = Extract<ThreadsOutcome, { kind: 'rate_limited' }>;

/** What people wrote, by its parts; undefined for what GraphQL did not report. */
interface Parts {
  kind: 'parts';
  diff: ListedThreads | undefined;
  conversation: ListedThreads | undefined;
  reviews: ListedThreads | undefined;
}

/** By GraphQL, because only it reports which threads are resolved. What it lacks is read by REST. */
export async function fetchPullRequestThreads(
  reference: PullRequestReference,
  { api, graphql, choice }: ThreadDeps,
  access: Access,
): Promise<ThreadsOutcome> {
  const parts = choice.hasGraphQl(access)
    ? await readByGraphQl(reference, graphql, access)
    : undefined;
  if (parts?.kind === 'rate_limited') return parts;
  const diff = parts?.diff ?? (await listDiffThreads(reference, api, access));
  if (diff.kind === 'unread') return mergeThreads(diff, []);
  return mergeThreads(diff, [
    parts?.conversation ?? (await listConversation(reference, api, access)),
    parts?.reviews ?? (await listReviewTexts(reference, api, access)),
  ]);
}

const mostPages = 4;

async function readByGraphQl(
  reference: PullRequestReference,
  graphql: ThreadDeps['graphql'],
  access: Access,
): Promise<Parts | RateLimited | undefined> {
  const first = await readPage(reference, undefined, graphql, access);
  if (!first || 'kind' in first) return first;
  let page = parseThreads(first.pull);
  const value = page?.value ?? [];
  for (let read = 1; page?.after !== undefined && read < mostPages; read += 1) {
    const next = await readPage(reference, page.after, graphql, access);
    if (next && 'kind' in next) return next;
    // What the first pages hold is worth showing.
    const more = next && parseThreads(next.pull);
    if (!more) break;
    value.push(...more.value);
    page = more;
  }
  return {
    kind: 'parts',
    diff: page && { kind: 'read', value, isComplete: page.isComplete },
    conversation: parseTexts('conversation', findFields(first.pull, 'comments')),
    reviews: parseTexts('review', findFields(first.pull, 'reviews')),
  };
}

async function readPage(
  reference: PullRequestReference,
  after: string | undefined,
  graphql: ThreadDeps['graphql'],
  access: Access,
): Promise<{ pull: Fields } | RateLimited | undefined> {
  const result = await graphql.run(buildTextsQuery(reference, after), access);
  if (result.kind === 'rate_limited') return result;
  if (result.kind !== 'answered') return undefined;
  const pull = findFields(findFields(result.data, 'repository'), 'pullRequest');
  return pull && { pull };
}

interface ThreadPage {
  value: ListedThread[];
  isComplete: boolean;
  /** Where the next page begins. */
  after: string | undefined;
}

/** Undefined where threads or their comments are not reported at all. */
function parseThreads(pull: Fields): ThreadPage | undefined {
  const connection = findFields(pull, 'reviewThreads');
  const nodes = listNodes(connection);
  if (!nodes || nodes.some((node) => node && !findFields(node, 'comments'))) return undefined;
  const page = findFields(connection, 'pageInfo');
  const isLast = page?.hasNextPage === false;
  return {
    value: nodes.flatMap((node) => (node ? parseThread(node) : [])),
    isComplete: isLast && nodes.every((node) => node !== undefined),
    after: isLast ? undefined : findText(page, 'endCursor'),
  };
}

/** A node that the token may not see is null. */
function listNodes(connection: Fields | undefined): (Fields | undefined)[] | undefined {
  const nodes: unknown = connection?.nodes;
  return Array.isArray(nodes) ? nodes.map(toFields) : undefined;
}

/** Empty for a thread of drafts, which only their author can see. */
function parseThread(fields: Fields): ListedThread | [] {
  const connection = findFields(fields, 'comments');
  const nodes = (listNodes(connection) ?? []).filter(isSubmitted);
  const comments = nodes.flatMap((node) => parseComment(node) ?? []);
  const [first] = comments;
  if (!first) return [];
  return {
    ...buildSingleThread('conversation', first),
    kind: 'diff',
    id: findText(fields, 'id') ?? first.id,
    path: findText(fields, 'path') ?? null,
    line: findCount(fields, 'line') ?? null,
    startLine: findCount(fields, 'startLine') ?? null,
    side: findText(fields, 'diffSide') === 'LEFT' ? 'old' : 'new',
    resolved: findFlag(fields, 'isResolved'),
    resolvedBy: findText(findFields(fields, 'resolvedBy'), 'login') ?? null,
    outdated: findFlag(fields, 'isOutdated'),
    headSha: findText(findFields(nodes[0], 'originalCommit'), 'oid') ?? null,
    originalLine: findCount(fields, 'originalLine') ?? null,
    originalStartLine: findCount(fields, 'originalStartLine') ?? null,
    hunk: findText(nodes[0], 'diffHunk') || null,
    comments,
    hasMore: (findCount(connection, 'totalCount') ?? 0) > comments.length,
  };
}

/** The last hundred, which are the newest. */
function parseTexts(
  kind: 'conversation' | 'review',
  connection: Fields | undefined,
): ListedThreads | undefined {
  const nodes = listNodes(connection);
  if (!nodes) return undefined;
  const value = nodes.filter(isSubmitted).flatMap((node) => {
    const comment = parseComment(node);
    const sha = findText(findFields(node, 'commit'), 'oid') ?? null;
    return comment ? buildSingleThread(kind, comment, sha) : [];
  });
  const isComplete = (findCount(connection, 'totalCount') ?? 0) <= nodes.length;
  return { kind: 'read', value, isComplete };
}

function isSubmitted(node: Fields | undefined): boolean {
  return findText(node, 'state') !== 'PENDING';
}

function parseComment(fields: Fields | undefined): ListedComment | undefined {
  const id = findInteger(fields, 'databaseId') ?? findText(fields, 'id');
  if (id === undefined) return undefined;
  return {
    id: `${id}`,
    author: findText(findFields(fields, 'author'), 'login') ?? null,
    body: findText(fields, 'body') ?? '',
    createdAt: findInstant(fields, 'createdAt'),
    updatedAt: findInstant(fields, 'lastEditedAt'),
    url: findWebUrl(fields, 'url'),
  };
}

const text = 'id databaseId body createdAt lastEditedAt url author { login }';
const threads = `totalCount pageInfo { hasNextPage endCursor }
      nodes {
        id path line startLine originalLine originalStartLine diffSide isResolved isOutdated resolvedBy { login }
        comments(first: 50) { totalCount nodes { ${text} state diffHunk originalCommit { oid } } }
      }`;
const others = `comments(last: 100) { totalCount nodes { ${text} } }
      reviews(last: 100) { totalCount nodes { ${text} state commit { oid } } }`;

/** One point: a page of fifty threads with their comments, and with the first all other texts. */
function buildTextsQuery(
  { repository: { owner, name }, number }: PullRequestReference,
  after: string | undefined,
): Query {
  const cursor = after === undefined ? '' : ', $after: String!';
  const from = after === undefined ? '' : ', after: $after';
  const query = `query Texts($owner: String!, $name: String!, $number: Int!${cursor}) {
  rateLimit { cost limit remaining resetAt }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 50${from}) { ${threads} }
      ${after === undefined ? others : ''}
    }
  }
}`;
  return { query, variables: { owner, name, number, ...(after !== undefined && { after }) } };
}
