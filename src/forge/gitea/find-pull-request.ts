import type { Access } from '../forge.ts';
import { type FoundOpen, findInRepositoryOrParent, pickNewest } from '../lookup/find-open.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import type { OpenPullRequests } from './open-pull-requests.ts';
import type { Repositories } from './repositories.ts';

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  open: OpenPullRequests,
  repositories: Repositories,
  access: Access,
): Promise<FoundOpen> {
  return findInRepositoryOrParent(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branch, open),
    repositories,
    access,
  );
}

/** Searches the pull requests into `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  open: OpenPullRequests,
): Promise<FoundOpen> {
  const found = await open.findFirst(
    base,
    (listed) => listed.state === 'open' && isFromBranch(listed.head, head, branch),
  );
  if (found.kind === 'unread') return found;
  const { value, redirected } = found;
  return { kind: 'read', value: pickNewest(base, value ? [value] : []), redirected };
}
