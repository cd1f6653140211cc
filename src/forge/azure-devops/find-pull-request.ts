import { listAll } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import { type FoundOpen, findInNetwork, type SearchedOpen } from '../lookup/find-open.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { isSameRepository, toFullName } from '../parsing/repository-identity.ts';
import { toBranchRef } from '../parsing/text.ts';
import { type NamedRepository, type PullRequestAnswer, parsePullRequest } from './answers.ts';
import {
  type AzureDevOpsApi,
  findNextBySkip,
  pageSize,
  toListReading,
  toRepositoryPath,
} from './api.ts';
import { toOwnerParts } from './names.ts';
import { readPullRequest } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';

const mostPages = 20;

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  api: AzureDevOpsApi,
  repositories: Repositories,
  access: Access,
): Promise<SearchedOpen<PullRequestAnswer>> {
  return findInNetwork(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branch, api, access),
    repositories,
    access,
  );
}

/** Searches the pull requests into `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  api: AzureDevOpsApi,
  access: Access,
): Promise<FoundOpen<PullRequestAnswer>> {
  const { organization } = toOwnerParts(base);
  const fromFork = isSameRepository(base, head)
    ? undefined
    : { 'searchCriteria.sourceRepositoryId': head.id };
  const url = api.toUrl(organization, `${toRepositoryPath(base)}/pullrequests`, {
    'searchCriteria.sourceRefName': toBranchRef(branch),
    ...fromFork,
    'searchCriteria.status': 'active',
    $top: String(pageSize),
    $skip: '0',
  });
  const subject = `the pull requests of ${toFullName(base)}`;
  const parse = (entry: unknown) => parsePullRequest(entry, organization);
  const reading = toListReading('pull-request-list/3', parse, findNextBySkip);
  const answer = await listAll(api, { url, subject, reading }, mostPages, access);
  if (answer.kind === 'unread') return answer;
  const listed = answer.value
    .filter(({ state, head: named }) => state === 'open' && isFromBranch(named, head, branch))
    .toSorted((one, other) => other.number - one.number);
  for (const { repository, number } of listed) {
    const reference = { repository: { owner: repository.owner, name: repository.name }, number };
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read;
    // The list may leave out the fork; only the pull request itself reports its head reliably.
    if (isFromBranch(read.value.head, head, branch)) {
      return { kind: 'read', value: { reference, answer: read.value }, redirected: false };
    }
  }
  return { kind: 'read', value: undefined, redirected: false };
}
