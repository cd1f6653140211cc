import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { parseList } from '../parsing/json-fields.ts';
import {
  isSameRepository,
  type NamedRepository,
  toFullName,
} from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import {
  type ListedPullRequest,
  parseListedPullRequest,
  type RepositoryAnswer,
} from './answers.ts';
import { pageSize } from './pages.ts';
import type { Repositories } from './repositories.ts';

/** The newest open pull request of a branch; undefined when there is none. */
export type FoundPullRequest =
  | { kind: 'read'; reference: PullRequestReference | undefined }
  | Unread;

type FoundIn =
  | { kind: 'read'; reference: PullRequestReference | undefined; redirected: boolean }
  | Unread;

const reading: Reading<ListedPullRequest[]> = {
  shape: 'pull-request-list/1',
  parse: (body) => parseList(body, parseListedPullRequest),
};

/** Looks in the branch's own repository first, then in the one it was forked from. */
export async function findOpenPullRequest(
  { repository: asked, branch }: { repository: RepositoryReference; branch: string },
  api: ForgeApi,
  repositories: Repositories,
  access: Access,
): Promise<FoundPullRequest> {
  const remembered = await repositories.find(asked, access);
  if (remembered.kind === 'unread') return remembered;
  const first = await findFrom(remembered.value, branch, api, access);
  const isVoid = first.kind === 'unread' ? first.status === 404 : first.redirected;
  if (!isVoid) return first;
  // Renamed, moved or deleted since it was remembered: what was asked by its old name is void.
  const current = await repositories.read(asked, access);
  return current.kind === 'unread' ? current : findFrom(current.value, branch, api, access);
}

async function findFrom(
  repository: RepositoryAnswer,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<FoundIn> {
  const own = await findIn(repository, repository, branch, api, access);
  if (own.kind === 'unread' || own.redirected || own.reference || !repository.parent) return own;
  return findIn(repository.parent, repository, branch, api, access);
}

/** Looks among the pull requests to `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<FoundIn> {
  const fullName = toFullName(base);
  // GitHub compares the owner with its exact case; hence the name it gave itself.
  const query = `state=open&head=${encode(`${head.owner}:${branch}`)}&per_page=${pageSize}`;
  const url = `${api.baseUrl}/repos/${fullName}/pulls?${query}`;
  const subject = `the pull requests of ${fullName}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread') return answer;
  const numbers = answer.value.filter((listed) => isFrom(head, branch, listed)).map(toNumber);
  const repository = { owner: base.owner, name: base.name };
  const reference = numbers.length > 0 ? { repository, number: Math.max(...numbers) } : undefined;
  return { kind: 'read', reference, redirected: answer.redirected };
}

/** Head repository and branch must both match: another fork may use the same branch name. */
function isFrom(repository: NamedRepository, branch: string, { head }: ListedPullRequest): boolean {
  return (
    head.branch === branch &&
    head.repository !== null &&
    isSameRepository(repository, head.repository)
  );
}

function toNumber({ number }: ListedPullRequest): number {
  return number;
}
