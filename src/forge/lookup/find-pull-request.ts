import type { PullRequestState } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, KnownPullRequest, PullRequestReference, StatusRequest } from '../forge.ts';
import {
  isSameName,
  isSameRepository,
  type NamedRepository,
} from '../parsing/repository-identity.ts';
import type { RememberedRepositories } from './repositories.ts';

/** A pull request, and where it was read. */
export interface ReadPullRequest<Answer> {
  reference: PullRequestReference;
  answer: Answer;
}

/** What a list tells of a pull request: where it is, and perhaps all that it is. */
export interface FoundPullRequest<Answer> {
  reference: PullRequestReference;
  answer?: Answer;
}

/** What is asked of a forge on behalf of one row. */
export interface RowQuestions<Answer> {
  /** Undefined for an address that is not of this forge. */
  parseUrl(url: string): PullRequestReference | undefined;
  readPullRequest(reference: PullRequestReference): Promise<MaybeRead<Answer>>;
  readRepository(repository: RepositoryReference): Promise<MaybeRead<unknown>>;
  /** Head repository and branch must both be the row's, never the branch name alone. */
  isFromRow(answer: Answer): Promise<boolean | Unread>;
  /** The newest open one of the row's branch; undefined when there is none. */
  findOpen(): Promise<MaybeRead<FoundPullRequest<Answer> | undefined>>;
  /** Whether the repository that it came from may be gone for good. */
  isHeadGone(answer: Answer): boolean;
  toOutcome(read: ReadPullRequest<Answer>): Promise<FetchOutcome>;
}

type Known<Answer> = ({ kind: 'own' } & ReadPullRequest<Answer>) | { kind: 'gone' } | Unread;

/** The known pull request first; a new one is looked for unless that is open and the row's own. */
export async function fetchKnownFirst<Answer extends { state: PullRequestState }>(
  stored: KnownPullRequest | undefined,
  questions: RowQuestions<Answer>,
): Promise<FetchOutcome> {
  const known = stored && (await readKnown(stored.url, questions));
  if (known?.kind === 'unread') return known.outcome;
  const own = known?.kind === 'own' ? known : undefined;
  if (own?.answer.state === 'open') return questions.toOutcome(own);
  const open = await questions.findOpen();
  if (open.kind === 'unread') {
    // No newer one can come from a repository that is gone.
    const isLast = own && open.status === 404 && questions.isHeadGone(own.answer);
    return isLast ? questions.toOutcome(own) : open.outcome;
  }
  const found = open.value;
  if (found && !(own && isSame(own.reference, found.reference))) return toFound(found, questions);
  if (own) return questions.toOutcome(own);
  return { kind: known ? 'pull_request_gone' : 'no_pull_request' };
}

async function readKnown<Answer>(
  url: string,
  questions: RowQuestions<Answer>,
): Promise<Known<Answer>> {
  const reference = questions.parseUrl(url);
  if (!reference) return { kind: 'gone' };
  const read = await questions.readPullRequest(reference);
  if (read.kind === 'unread') {
    if (read.status !== 404 && read.status !== 410) return read;
    // S9: a token that lost its access sees the same 404 as everyone does of a deleted one.
    const repository = await questions.readRepository(reference.repository);
    return repository.kind === 'unread' ? repository : { kind: 'gone' };
  }
  const isOwn = await questions.isFromRow(read.value);
  if (typeof isOwn !== 'boolean') return isOwn;
  return isOwn ? { kind: 'own', reference, answer: read.value } : { kind: 'gone' };
}

async function toFound<Answer>(
  { reference, answer }: FoundPullRequest<Answer>,
  questions: RowQuestions<Answer>,
): Promise<FetchOutcome> {
  if (answer !== undefined) return questions.toOutcome({ reference, answer });
  const read = await questions.readPullRequest(reference);
  if (read.kind === 'unread') return read.outcome;
  return questions.toOutcome({ reference, answer: read.value });
}

function isSame(one: PullRequestReference, other: PullRequestReference): boolean {
  return one.number === other.number && isSameName(one.repository, other.repository);
}

/** The newest pull request that was found; undefined when there is none. */
export type Found =
  | {
      kind: 'read';
      value: { reference: PullRequestReference } | undefined;
      /** Where it was looked has another name by now. */
      redirected: boolean;
    }
  | Unread;

/** Looks in `base` for what comes from `head`. */
type FindIn<Base, Head> = (base: Base, head: Head) => Promise<Found>;

/** Looks in the branch's own repository first, then in the one it was forked from. */
export async function findFrom<Base, Repository extends Base & { parent: Base | null }>(
  asked: RepositoryReference,
  findIn: FindIn<Base, Repository>,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<Found> {
  const remembered = await repositories.find(asked, access);
  if (remembered.kind === 'unread') return remembered;
  const first = await findInBoth(remembered.value, findIn);
  const isVoid = first.kind === 'unread' ? first.status === 404 : first.redirected;
  if (!isVoid) return first;
  // Renamed, moved or deleted since it was remembered: what was asked by its old name is void.
  const current = await repositories.read(asked, access);
  return current.kind === 'unread' ? current : findInBoth(current.value, findIn);
}

/** Of several candidates the one with the highest number; undefined for none. */
export function toNewest(
  repository: RepositoryReference,
  candidates: readonly { number: number }[],
): { reference: PullRequestReference } | undefined {
  if (candidates.length === 0) return undefined;
  const number = Math.max(...candidates.map((candidate) => candidate.number));
  return { reference: { repository, number } };
}

async function findInBoth<Base, Repository extends Base & { parent: Base | null }>(
  repository: Repository,
  findIn: FindIn<Base, Repository>,
): Promise<Found> {
  const own = await findIn(repository, repository);
  if (own.kind === 'unread' || own.redirected || own.value || !repository.parent) return own;
  return findIn(repository.parent, repository);
}

/** Whose branch it is that a row tracks. */
export type Row = Pick<StatusRequest, 'repository' | 'branch'>;

/** Where a pull request comes from. */
interface Head {
  branch: string;
  /** Null when the fork was deleted, which forges that say so do not name any more. */
  repository: NamedRepository | null;
}

/** Head repository and branch must both be the row's, never the branch name alone. */
export async function isFromRow(
  head: Head,
  { repository, branch }: Row,
  repositories: RememberedRepositories<NamedRepository>,
  access: Access,
): Promise<boolean | Unread> {
  if (head.branch !== branch) return false;
  const named = head.repository;
  if (!named) return isDeleted(repository, repositories, access);
  if (isSameName(named, repository)) return true;
  // Renamed since the row was reported.
  const isHead = (one: NamedRepository) => isSameRepository(one, named);
  return isNowSuch(repository, isHead, repositories, access);
}

/** Whether a pull request of a list comes from a branch: another fork may have one of that name. */
export function isFromBranch(head: Head, repository: NamedRepository, branch: string): boolean {
  return (
    head.branch === branch &&
    head.repository !== null &&
    isSameRepository(repository, head.repository)
  );
}

/** What is remembered of a repository may confirm what it is, only a fresh answer deny it. */
export async function isNowSuch<Repository>(
  repository: RepositoryReference,
  isSuch: (repository: Repository) => boolean,
  repositories: RememberedRepositories<Repository>,
  access: Access,
): Promise<boolean | Unread> {
  const remembered = await repositories.find(repository, access);
  if (remembered.kind === 'unread') return remembered;
  if (isSuch(remembered.value)) return true;
  const current = await repositories.read(repository, access);
  return current.kind === 'unread' ? current : isSuch(current.value);
}

/** A deleted fork can only have been the row's if the row's repository is not there any more. */
export async function isDeleted(
  repository: RepositoryReference,
  repositories: RememberedRepositories<unknown>,
  access: Access,
): Promise<boolean | Unread> {
  const current = await repositories.read(repository, access);
  if (current.kind === 'read') return false;
  return current.status === 404 || current.status === 410 ? true : current;
}
