import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { type FoundOpen, findInRepositoryOrParent, pickNewest } from '../lookup/find-open.ts';
import type { LookupDeps } from '../lookup/find-pull-request.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { parseList } from '../parsing/json-fields.ts';
import { type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type ListedPullRequest, parseListedPullRequest } from './answers.ts';
import { pageSize } from './pages.ts';
import type { Repositories } from './repositories.ts';
import type { FetchedPullRequest } from './told.ts';
import { parsePullRequestUrl } from './urls.ts';

const reading: Reading<ListedPullRequest[]> = {
  shape: 'pull-request-list/1',
  parse: (body) => parseList(body, parseListedPullRequest),
};

/** What the lookup has to know of GitHub, whichever API answers. */
export function buildLookupDeps({
  webBaseUrl,
  repositories,
}: {
  webBaseUrl: string;
  repositories: Repositories;
}): LookupDeps<FetchedPullRequest> {
  return {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: ({ answer }) => answer,
    // GitHub still reports the owner of a deleted fork.
    isFromDeletedFork: ({ answer: { head } }, { repository }) =>
      head.ownerLogin?.toLowerCase() === repository.owner.toLowerCase(),
  };
}

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  api: ForgeApi,
  repositories: Repositories,
  access: Access,
): Promise<FoundOpen> {
  return findInRepositoryOrParent(
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
  api: ForgeApi,
  access: Access,
): Promise<FoundOpen> {
  const fullName = toFullName(base);
  // GitHub compares the owner with its exact case, so this is the name that GitHub returned.
  const query = `state=open&head=${encode(`${head.owner}:${branch}`)}&per_page=${pageSize}`;
  const url = `${api.baseUrl}/repos/${fullName}/pulls?${query}`;
  const subject = `the pull requests of ${fullName}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread') return answer;
  const own = answer.value.filter((listed) => isFromBranch(listed.head, head, branch));
  return { kind: 'read', value: pickNewest(base, own), redirected: answer.redirected };
}
