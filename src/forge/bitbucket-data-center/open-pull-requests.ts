import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access } from '../forge.ts';
import { isSameName, toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { pageSize, toListReading, toRepositoryApiUrl } from './api.ts';
import { withFaces } from './pull-requests.ts';

export type OpenList = MaybeRead<PullRequestAnswer[]>;

/** The open pull requests that come from a repository, wherever they lead. */
export interface OpenPullRequests {
  /** Those of all branches; undefined where one branch is asked for, or the list does not end. */
  findAll(repository: RepositoryReference): Promise<OpenList | undefined>;
  /** Those of one branch. */
  list(repository: RepositoryReference, branch: string): Promise<OpenList>;
}

const mostPages = 5;
const reading = toListReading('pull-request-list/2', parsePullRequest);

/** Rows of one repository share one list for as long as they are refreshed together. */
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
      listFrom(repository, `&at=${encode(`refs/heads/${branch}`)}`, api, access),
  };
}

async function listAllBranches(
  repository: RepositoryReference,
  api: ForgeApi,
  access: Access,
): Promise<OpenList | undefined> {
  const list = await listFrom(repository, '', api, access);
  if (list.kind === 'read' || list.outcome.kind === 'rate_limited') return list;
  // Too long a list, or one that takes too long: each branch may still get its own answer.
  return list.status === undefined || list.status >= 500 ? undefined : list;
}

/** "Outgoing" are also those into the repository that this one was forked from. */
function listFrom(
  repository: RepositoryReference,
  more: string,
  api: ForgeApi,
  access: Access,
): Promise<OpenList> {
  const query = `direction=OUTGOING&state=OPEN&order=NEWEST${more}&limit=${pageSize}&${withFaces}`;
  const url = `${toRepositoryApiUrl(repository, api)}/pull-requests?${query}`;
  const subject = `the pull requests of ${toFullName(repository)}`;
  return listAll(api, { url, subject, reading }, mostPages, access);
}
