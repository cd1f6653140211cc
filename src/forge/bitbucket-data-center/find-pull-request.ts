import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import type { FoundPullRequest } from '../lookup/find-open.ts';
import { isFromRow, type Row } from '../lookup/is-from-row.ts';
import { isSameName, toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { pageSize, toListReading, toRepositoryApiUrl } from './api.ts';
import { avatarQuery, toReference } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';

type OpenList = MaybeRead<PullRequestAnswer[]>;

/** The open pull requests from a repository, into any repository. */
export interface OpenPullRequests {
  /** Those of all branches; undefined if only one branch needs them, or the list is too long. */
  findAll(repository: RepositoryReference): Promise<OpenList | undefined>;
  /** Those of one branch. */
  list(repository: RepositoryReference, branch: string): Promise<OpenList>;
}

/**
 * Finds the newest open pull request of a branch, among those that come from the branch's own
 * repository, into whichever repository they go.
 */
export async function findOpenPullRequest(
  row: Row,
  open: OpenPullRequests,
  repositories: Repositories,
  access: Access,
): Promise<MaybeRead<FoundPullRequest<PullRequestAnswer> | undefined>> {
  const { repository, branch } = row;
  const list: OpenList = (await open.findAll(repository)) ?? (await open.list(repository, branch));
  if (list.kind === 'unread') return list;
  for (const answer of list.value.filter(isLive).toSorted(byNewest)) {
    const isOwn = await isFromRow(answer.head, row, { repositories }, access);
    if (typeof isOwn !== 'boolean') return isOwn;
    if (isOwn) return { kind: 'read', value: { reference: toReference(answer), answer } };
  }
  return { kind: 'read', value: undefined };
}

/** Leaves out pull requests of deleted forks, which match no row. */
function isLive({ state, head }: PullRequestAnswer): boolean {
  return state === 'open' && head.repository !== null;
}

/** Compares times first: numbers of different repositories cannot be compared. */
function byNewest(one: PullRequestAnswer, other: PullRequestAnswer): number {
  return (other.createdAt ?? 0) - (one.createdAt ?? 0) || other.number - one.number;
}

const mostPages = 5;
const listReading = toListReading('pull-request-list/3', parsePullRequest);

/** The rows of one call share one list per repository. */
export function createOpenPullRequests(
  rows: readonly { repository: RepositoryReference }[],
  api: ForgeApi,
  access: Access,
): OpenPullRequests {
  const lists = new Map<string, Promise<OpenList | undefined>>();
  return {
    async findAll(repository) {
      const isShared = rows.filter((row) => isSameName(row.repository, repository)).length > 1;
      if (!isShared) return undefined;
      const name = toFullName(repository);
      const list = lists.get(name) ?? listAllBranches(repository, api, access);
      lists.set(name, list);
      return list;
    },
    list: (repository, branch) =>
      listOutgoing(repository, `&at=${encode(`refs/heads/${branch}`)}`, api, access),
  };
}

async function listAllBranches(
  repository: RepositoryReference,
  api: ForgeApi,
  access: Access,
): Promise<OpenList | undefined> {
  const list = await listOutgoing(repository, '', api, access);
  if (list.kind === 'read' || list.outcome.kind === 'rate_limited') return list;
  // The list is too long or takes too long; the list of a single branch may still be read.
  return list.status === undefined || list.status >= 500 ? undefined : list;
}

/** `OUTGOING` includes pull requests into the repository that this one was forked from. */
function listOutgoing(
  repository: RepositoryReference,
  branchQuery: string,
  api: ForgeApi,
  access: Access,
): Promise<OpenList> {
  const query = `direction=OUTGOING&state=OPEN&order=NEWEST${branchQuery}&limit=${pageSize}&${avatarQuery}`;
  const url = `${toRepositoryApiUrl(repository, api)}/pull-requests?${query}`;
  const subject = `the pull requests of ${toFullName(repository)}`;
  return listAll(api, { url, subject, reading: listReading }, mostPages, access);
}
