import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import {
  isSameName,
  isSameRepository,
  type NamedRepository,
  toFullName,
} from '../parsing/repository-identity.ts';
import type { RememberedRepositories } from './repositories.ts';

/** A pull request of a list, which may contain all its fields. */
export interface FoundPullRequest<Answer> {
  reference: PullRequestReference;
  answer?: Answer;
}

/** The newest open pull request of a branch; undefined when there is none. */
export type FoundOpen<Answer = never> =
  | {
      kind: 'read';
      value: FoundPullRequest<Answer> | undefined;
      /** The searched repository has been renamed or moved. */
      redirected: boolean;
    }
  | Unread;

/** The same, with the repository of the branch where the search has read it. */
export type SearchedOpen<Answer> =
  | { kind: 'read'; value: FoundPullRequest<Answer> | undefined; head?: NamedRepository }
  | Unread;

/** Searches the pull requests into `base` for one from `head`. */
type FindIn<Base, Head, Answer> = (base: Base, head: Head) => Promise<FoundOpen<Answer>>;

/** A repository, and the one that it was forked from. */
export type ForkedRepository<Base extends NamedRepository> = Base & { parent: Base | null };

// A fork of a fork is rare, and each level costs a request.
const mostRepositories = 5;

/**
 * Searches the branch's own repository, then the one that it was forked from, and so on up to the
 * root of the fork network. A repository that cannot be searched does not end the search.
 */
export async function findInNetwork<
  Base extends NamedRepository,
  Repository extends ForkedRepository<Base>,
  Answer = never,
>(
  requested: RepositoryReference,
  findIn: FindIn<Base, Repository, Answer>,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<SearchedOpen<Answer>> {
  const remembered = await repositories.find(requested, access);
  if (remembered.kind === 'unread') return remembered;
  let head = remembered.value;
  let found = await findIn(head, head);
  if (isOutdated(found)) {
    // It may have been renamed, moved or deleted since it was remembered.
    const current = await repositories.read(requested, access);
    if (current.kind === 'unread') return current;
    if (!isSameName(head, current.value)) found = await findIn(current.value, current.value);
    head = current.value;
  }
  const results: FoundOpen<Answer>[] = [found];
  if (isDecisive(found)) return toSearched(found, head);
  for await (const base of listParents<Base, Repository>(head, repositories, access)) {
    found = 'kind' in base ? base : await findInParent(base, head, findIn, repositories, access);
    results.push(found);
    if (isDecisive(found)) break;
  }
  return toSearched(pickOpen(results), head);
}

export function toSearched<Answer>(
  found: SearchedOpen<Answer>,
  { owner, name, id }: NamedRepository,
): SearchedOpen<Answer> {
  if (found.kind === 'unread') return found;
  return { ...found, head: { owner, name, id } };
}

async function findInParent<
  Base extends NamedRepository,
  Repository extends ForkedRepository<Base>,
  Answer,
>(
  base: Base,
  head: Repository,
  findIn: FindIn<Base, Repository, Answer>,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<FoundOpen<Answer>> {
  const name = `pull requests of ${toFullName(base)}`;
  const found = await readUnlessRefused(name, repositories, access, () => findIn(base, head));
  if (found.kind === 'unread' || !found.redirected) return found;
  const current = await repositories.read(base, access);
  if (current.kind === 'unread') return current;
  return isSameRepository(current.value, base) ? findIn(current.value, head) : found;
}

/**
 * A token that may not see the parent of a fork would be refused at every refresh of the fork, so the refusal
 * is remembered for as long as what can be read. That of the branch's own repository is not: it is shown.
 */
async function readUnlessRefused<Result extends { kind: 'read' }>(
  name: string,
  { refused }: Pick<RememberedRepositories<unknown>, 'refused'>,
  access: Access,
  read: () => Promise<Result | Unread>,
): Promise<Result | Unread> {
  const known = refused.find(name, access);
  if (known) return known;
  const result = await read();
  if (result.kind === 'unread' && isAccessDenied(result)) refused.save(name, access, result);
  return result;
}

type MaybeOpen = MaybeRead<object | undefined>;

/** The repositories above `head`, nearest first, and last why the next one cannot be read. */
export async function* listParents<
  Base extends NamedRepository,
  Repository extends ForkedRepository<Base>,
>(
  head: Repository,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): AsyncGenerator<Base | Unread, void, void> {
  const seen: NamedRepository[] = [head];
  let parent = head.parent;
  while (parent && seen.length < mostRepositories) {
    const base: Base = parent;
    if (seen.some((one) => isSameRepository(one, base))) return;
    seen.push(base);
    yield base;
    const find = () => repositories.find(base, access);
    const read = await readUnlessRefused(toFullName(base), repositories, access, find);
    if (read.kind === 'unread') return yield read;
    // Another repository may have taken over the name.
    if (!isSameRepository(read.value, base)) return;
    if (!isSameName(read.value, base)) yield read.value;
    parent = read.value.parent;
  }
}

/** Whether nothing that the remaining repositories contain can change the result. */
export function isDecisive(result: MaybeOpen): boolean {
  return result.kind === 'read' ? result.value !== undefined : concernsToken(result);
}

/**
 * The result for a branch whose network was searched, nearest repository first. A repository without
 * pull requests, or without access to them, has none that could be shown: it fails the branch only
 * if all do. Any other failure leaves open whether there is one (S9).
 */
export function pickOpen<Open extends MaybeOpen>(results: readonly Open[]): Open {
  const [own] = results;
  if (own === undefined) throw new Error('No repository was searched.');
  return (
    results.find(isDecisive) ??
    results.find((result) => result.kind === 'unread' && !isAccessDenied(result)) ??
    results.find(({ kind }) => kind === 'read') ??
    own
  );
}

/** The repository does not exist, hides what was requested, or has switched it off. */
export function isAccessDenied({ status, outcome }: Unread): boolean {
  if (outcome.kind === 'rate_limited') return false;
  return status === 403 || status === 404 || status === 410 || status === 451;
}

/** S5: the token is refused everywhere, so no further request is sent. */
function concernsToken({ outcome }: Unread): boolean {
  return outcome.kind === 'rate_limited' || outcome.failure.kind === 'unauthorized';
}

function isOutdated(found: FoundOpen<unknown>): boolean {
  return found.kind === 'unread' ? found.status === 404 : found.redirected;
}

/** Picks the candidate with the highest number; undefined for none. */
export function pickNewest(
  { owner, name }: RepositoryReference,
  candidates: readonly { number: number }[],
): { reference: PullRequestReference } | undefined {
  if (candidates.length === 0) return undefined;
  const number = Math.max(...candidates.map((candidate) => candidate.number));
  return { reference: { repository: { owner, name }, number } };
}
