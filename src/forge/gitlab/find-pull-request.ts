import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import {
  type FoundOpen,
  findInNetwork,
  pickNewest,
  type SearchedOpen,
} from '../lookup/find-open.ts';
import { type Head, isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { parseList } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type ListedPullRequest, type NamedRepository, parseListedPullRequest } from './answers.ts';
import { findNextPage, isPageCovered, pageSize, toProjectApiUrl } from './api.ts';
import type { Repositories } from './repositories.ts';

// Many forks may have a branch of the same name: they often open merge requests from `main`.
const mostPages = 20;
const reading: Reading<ListedPullRequest[]> = {
  shape: 'merge-request-list/1',
  parse: (body) => parseList(body, parseListedPullRequest),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** Finds the newest open merge request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  api: ForgeApi,
  repositories: Repositories,
  access: Access,
): Promise<SearchedOpen<never>> {
  return findInNetwork(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branch, api, access),
    repositories,
    access,
  );
}

/** Searches the merge requests into `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<FoundOpen> {
  const query = `state=opened&source_branch=${encode(branch)}&per_page=${pageSize}`;
  const url = `${toProjectApiUrl(base, api)}/merge_requests?${query}`;
  const subject = `the merge requests of ${toFullName(base)}`;
  const answer = await listAll(api, { url, subject, reading }, mostPages, access);
  if (answer.kind === 'unread') return answer;
  const own = answer.value.filter((listed) => isFromBranch(toHead(listed), head, branch));
  // GitLab redirects to a renamed project, whose id stays: an outdated name does no harm.
  return { kind: 'read', value: pickNewest(base, own), redirected: false };
}

/** GitLab reports the source project by its id only. */
export function toHead({ headBranch, headRepositoryId }: ListedPullRequest): Head {
  const repository = headRepositoryId === null ? null : { id: headRepositoryId };
  return { branch: headBranch, repository };
}
