import type { PullRequestState } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import type { KnownPullRequest, PullRequestReference } from '../forge.ts';
import { isSameName } from '../parsing/repository-identity.ts';

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
