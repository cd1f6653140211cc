import type { PullRequest } from '../../../domain/diff-status.ts';
import type { Access, PullRequestReference } from '../../forge.ts';
import {
  type Fields,
  findCount,
  findFields,
  findText,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import type { GraphQl } from './client.ts';
import { buildThreadsQuery, toAlias } from './query.ts';

/** What is counted of the review threads so far. */
export interface ThreadCount {
  unresolved: number;
  isWhole: boolean;
  /** Where the next page begins; undefined when there is none, or when it cannot be read. */
  after: string | undefined;
}

export type ThreadFacts = Pick<PullRequest, 'unresolvedThreads' | 'unresolvedThreadsAtLeast'>;

const pullRequestsPerQuery = 25;
// A thousand threads; the first hundred came with the pull request.
const mostPages = 9;

/** Counts the first page of threads; undefined when it is not reported. */
export function parseThreads(connection: Fields | undefined): ThreadCount | undefined {
  const resolved = parseList(connection?.nodes, (node) => {
    const isResolved = toFields(node)?.isResolved;
    return typeof isResolved === 'boolean' ? isResolved : undefined;
  });
  if (!resolved) return undefined;
  const page = findFields(connection, 'pageInfo');
  const isWhole = page
    ? page.hasNextPage === false
    : findCount(connection, 'totalCount') === resolved.length;
  const unresolved = resolved.filter((isResolved) => !isResolved).length;
  return { unresolved, isWhole, after: isWhole ? undefined : findText(page, 'endCursor') };
}

export function toThreadFacts(count: ThreadCount | undefined): ThreadFacts {
  return count
    ? { unresolvedThreads: count.unresolved, unresolvedThreadsAtLeast: !count.isWhole }
    : { unresolvedThreads: null, unresolvedThreadsAtLeast: false };
}

/** Reads the further pages of pull requests with more than a hundred threads. */
export async function countMoreThreads(
  started: readonly { reference: PullRequestReference; count: ThreadCount }[],
  graphql: Pick<GraphQl, 'run'>,
  access: Access,
): Promise<ThreadCount[]> {
  const counts = started.map(({ count }) => count);
  for (let page = 0; page < mostPages; page += 1) {
    const open = started.flatMap(({ reference }, index) => {
      const after = counts[index]?.after;
      return after === undefined ? [] : [{ index, reference, after }];
    });
    const next = open.slice(0, pullRequestsPerQuery);
    if (next.length === 0) break;
    const result = await graphql.run(buildThreadsQuery(next), access);
    if (result.kind !== 'answered') break;
    for (const [part, { index }] of next.entries()) {
      const before = counts[index];
      const more = findThreads(result.data, part);
      if (before) counts[index] = more ? addPage(before, more) : { ...before, after: undefined };
    }
  }
  return counts;
}

function findThreads(data: Fields, part: number): ThreadCount | undefined {
  const pullRequest = findFields(findFields(data, toAlias(part)), 'pullRequest');
  return parseThreads(findFields(pullRequest, 'reviewThreads'));
}

function addPage(before: ThreadCount, next: ThreadCount): ThreadCount {
  return { ...next, unresolved: before.unresolved + next.unresolved };
}
