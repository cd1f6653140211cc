import type { Access } from '../forge.ts';
import {
  type Found,
  findFrom,
  isFromBranch,
  type Row,
  toNewest,
} from '../lookup/find-pull-request.ts';
import type { NamedRepository } from '../parsing/repository-identity.ts';
import type { OpenPullRequests } from './open-pull-requests.ts';
import type { Repositories } from './repositories.ts';

/** The newest open one. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  open: OpenPullRequests,
  repositories: Repositories,
  access: Access,
): Promise<Found> {
  return findFrom(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branch, open),
    repositories,
    access,
  );
}

/** Looks among the pull requests to `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  open: OpenPullRequests,
): Promise<Found> {
  const found = await open.findFirst(
    base,
    (listed) => listed.state === 'open' && isFromBranch(listed.head, head, branch),
  );
  if (found.kind === 'unread') return found;
  const { value, redirected } = found;
  return { kind: 'read', value: toNewest(base, value ? [value] : []), redirected };
}
