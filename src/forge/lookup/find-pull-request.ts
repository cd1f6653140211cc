import type { PullRequest, PullRequestState } from '../../domain/diff-status.ts';
import type { CurrentRepository, FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import {
  isSameName,
  type NamedRepository,
  toFullName,
  toStoredId,
} from '../parsing/repository-identity.ts';
import { failTakenOver, locate } from './current-repository.ts';
import { type FoundPullRequest, isAccessDenied, type SearchedOpen } from './find-open.ts';
import { type Head, isFromRow, isOfAnotherRepository, type Row } from './is-from-row.ts';
import type { RememberedRepositories } from './repositories.ts';

/** The pull request of a row, or why there is none to show. */
export type Lookup<Answer> = (Found<Answer> & FoundHead) | NothingFound;

interface FoundHead {
  headRepository: string | null;
  /** The row's repository, where the forge reports its id. */
  repository?: CurrentRepository;
}

type Found<Answer> = { kind: 'found' } & ReadPullRequest<Answer>;
type NothingFound = Exclude<FetchOutcome, { kind: 'refreshed' }>;
type Decision<Answer> = Found<Answer> | NothingFound | { kind: 'taken_over' };

export interface ReadPullRequest<Answer> {
  reference: PullRequestReference;
  answer: Answer;
}

/**
 * What a lookup needs next: a pull request to read, the newest open one of the branch, or both
 * where the second is likely to be needed after the first and an API may read them together.
 */
export interface LookupQuery {
  row: Row;
  read?: PullRequestReference;
  findOpen?: boolean;
}

/** The results of a query. `open` may be missing where `read` was needed as well. */
export interface LookupResult<Answer> {
  read?: MaybeRead<Answer> | undefined;
  open?: SearchedOpen<Answer> | undefined;
}

/** What the lookup has to know about a forge. */
export interface LookupDeps<Answer> {
  /** Undefined for the URL of another forge. */
  parseUrl(url: string): PullRequestReference | undefined;
  toStateAndHead(answer: Answer): { state: PullRequestState; head: Head };
  repositories: RememberedRepositories<NamedRepository>;
  /** For a forge that reports enough about a deleted fork to decide; see `HeadDeps`. */
  isFromDeletedFork?(answer: Answer, row: Row): boolean | undefined;
}

/** Looks up the pull request that a row shows, and the name of its head repository. */
export async function* lookUp<Answer>(
  request: StatusRequest,
  deps: LookupDeps<Answer>,
  access: Access,
): AsyncGenerator<LookupQuery, Lookup<Answer>, LookupResult<Answer>> {
  const reference = request.known && deps.parseUrl(request.known.url);
  const byName = yield* decide(request, reference, deps, access);
  const place = await locate(byName, request, deps.repositories, access);
  switch (place.kind) {
    case 'lost':
      return place.outcome;
    case 'here':
      return describe(byName, request, place.repository, deps, access);
    case 'renamed': {
      const { repository } = place;
      const renamed = {
        ...request,
        repository: { owner: repository.owner, name: repository.name },
      };
      const moved = reference && toMoved(reference, request, renamed);
      const current = yield* decide(renamed, moved, deps, access);
      return describe(current, renamed, repository, deps, access);
    }
  }
}

/** The known pull request under the current name, if it is one into the row's own repository. */
function toMoved(reference: PullRequestReference, row: Row, renamed: Row): PullRequestReference {
  const isOwn = isSameName(reference.repository, row.repository);
  return isOwn ? { ...reference, repository: renamed.repository } : reference;
}

/** A lookup with the name and the id of the row's repository, as far as they are known. */
async function describe<Answer>(
  decision: Decision<Answer>,
  row: Row,
  current: NamedRepository | undefined,
  deps: LookupDeps<Answer>,
  access: Access,
): Promise<Lookup<Answer>> {
  switch (decision.kind) {
    case 'found': {
      const { head } = deps.toStateAndHead(decision.answer);
      const headRepository = await findHeadRepository(head, row, deps.repositories, access);
      const id = toStoredId(head.repository?.id ?? null);
      const isKnown = headRepository !== null && id !== null;
      const repository = isKnown ? { name: headRepository, id } : undefined;
      return { ...decision, headRepository, ...(repository && { repository }) };
    }
    case 'taken_over':
      return failTakenOver(row);
    case 'no_pull_request':
    case 'pull_request_gone':
      return { ...decision, ...toIdentity(current) };
    case 'rate_limited':
    case 'failed':
      return decision;
  }
}

/** As the forge spells it; it is the row's repository, so one reported by its id has a known name. */
async function findHeadRepository(
  { repository: head }: Head,
  row: Row,
  repositories: RememberedRepositories<NamedRepository>,
  access: Access,
): Promise<string | null> {
  if (!head) return null;
  if ('name' in head) return toFullName(head);
  const remembered = await repositories.find(row.repository, access);
  return remembered.kind === 'read' ? toFullName(remembered.value) : null;
}

/**
 * Decides which pull request a row shows. It yields what it needs and receives the results, so that
 * one row by REST and many rows by GraphQL follow the same steps:
 *
 * 1. Read the known pull request. If it is open and comes from the row's branch, it is the one.
 * 2. Otherwise find the newest open one of the branch. It replaces the known one.
 * 3. Without a newer one, the known one stays, if it comes from the row's branch.
 *
 * A repository that the token may not read ends neither step: the pull request may be in another one.
 */
async function* decide<Answer>(
  request: StatusRequest,
  reference: PullRequestReference | undefined,
  deps: LookupDeps<Answer>,
  access: Access,
): AsyncGenerator<LookupQuery, Decision<Answer>, LookupResult<Answer>> {
  const first = yield planFirstQuery(request, reference);
  const known = reference
    ? await checkKnown(reference, first.read, request, deps, access)
    : request.known && gone;
  if (known?.kind === 'unread' && !isAccessDenied(known)) return known.outcome;
  const own = known?.kind === 'found' ? known : undefined;
  if (own && deps.toStateAndHead(own.answer).state === 'open') return own;
  const open = first.open ?? (yield { row: request, findOpen: true }).open;
  if (!open) throw new Error('The lookup was not given the open pull request.');
  // The known one may come from a fork that was deleted, or that has no pull requests.
  if (open.kind === 'unread') return own && isAccessDenied(open) ? own : open.outcome;
  const newer = open.value;
  if (!newer || (own && isSame(own.reference, newer.reference))) {
    return known?.kind === 'found' ? known : toNothing(known, open.head);
  }
  const read = toRead(newer) ?? (yield { row: request, read: newer.reference }).read;
  if (!read) throw new Error('The lookup was not given the newer pull request.');
  if (read.kind === 'unread') return read.outcome;
  const { head } = deps.toStateAndHead(read.value);
  if (isOfAnotherRepository(head, request)) return { kind: 'taken_over' };
  return toFound(newer.reference, read.value);
}

const gone = { kind: 'gone' } as const;

/** S9: a known pull request that cannot be read is not gone. */
function toNothing(
  known: typeof gone | Unread | undefined,
  searched: NamedRepository | undefined,
): NothingFound {
  if (known?.kind === 'unread') return known.outcome;
  return { kind: known ? 'pull_request_gone' : 'no_pull_request', ...toIdentity(searched) };
}

/** The name and the id of a repository, where both are known. */
function toIdentity(repository: NamedRepository | undefined): { repository?: CurrentRepository } {
  const id = toStoredId(repository?.id ?? null);
  return repository && id !== null ? { repository: { name: toFullName(repository), id } } : {};
}

function planFirstQuery(
  request: StatusRequest,
  reference: PullRequestReference | undefined,
): LookupQuery {
  if (!reference) return { row: request, findOpen: true };
  return { row: request, read: reference, findOpen: request.known?.state !== 'open' };
}

async function checkKnown<Answer>(
  reference: PullRequestReference,
  read: MaybeRead<Answer> | undefined,
  row: Row,
  deps: LookupDeps<Answer>,
  access: Access,
): Promise<Found<Answer> | typeof gone | Unread> {
  if (!read) throw new Error('The lookup was not given the known pull request.');
  const { repositories } = deps;
  if (read.kind === 'unread') {
    if (read.status !== 404 && read.status !== 410) return read;
    // S9: a token that lost access gets the same 404 as everyone gets for a deleted pull request.
    const repository = await repositories.read(reference.repository, access);
    return repository.kind === 'unread' ? repository : gone;
  }
  const answer = read.value;
  const { head } = deps.toStateAndHead(answer);
  const isFromDeletedFork = deps.isFromDeletedFork?.(answer, row);
  const isOwn = await isFromRow(head, row, { repositories, isFromDeletedFork }, access);
  if (typeof isOwn !== 'boolean') return isOwn;
  return isOwn ? toFound(reference, answer) : gone;
}

function isSame(one: PullRequestReference, other: PullRequestReference): boolean {
  return one.number === other.number && isSameName(one.repository, other.repository);
}

function toRead<Answer>({ answer }: FoundPullRequest<Answer>): MaybeRead<Answer> | undefined {
  return answer === undefined ? undefined : { kind: 'read', value: answer };
}

function toFound<Answer>(reference: PullRequestReference, answer: Answer) {
  return { kind: 'found', reference, answer } as const;
}

/** The outcome of a row whose pull request is completed with what the lookup did not read. */
export async function completeLookup<Answer>(
  lookup: Lookup<Answer>,
  complete: (found: ReadPullRequest<Answer>) => Promise<MaybeRead<PullRequest>>,
): Promise<FetchOutcome> {
  if (lookup.kind !== 'found') return lookup;
  const completed = await complete(lookup);
  if (completed.kind === 'unread') return completed.outcome;
  const { headRepository, repository } = lookup;
  const isOpen = completed.value.state === 'open';
  const pullRequest = { ...completed.value, headRepository, ...(!isOpen && settled) };
  return { kind: 'refreshed', pullRequest, ...(repository && { repository }) };
}

/** Forges keep reporting how a pull request was to be merged after it was merged or closed. */
const settled = {
  mergeability: 'unknown',
  autoMerge: false,
  inMergeQueue: false,
  mergeQueuePosition: null,
} as const satisfies Partial<PullRequest>;

export interface SingleLookupDeps<Answer> extends LookupDeps<Answer> {
  readPullRequest(reference: PullRequestReference): Promise<MaybeRead<Answer>>;
  /** The newest open one of the row's branch; undefined when there is none. */
  findOpen(row: Row): Promise<SearchedOpen<Answer>>;
}

/** Looks up one row, with one call for each step that is needed. */
export async function findPullRequest<Answer>(
  request: StatusRequest,
  deps: SingleLookupDeps<Answer>,
  access: Access,
): Promise<Lookup<Answer>> {
  const steps = lookUp(request, deps, access);
  let step = await steps.next();
  while (!step.done) {
    const { row, read } = step.value;
    const result = read
      ? { read: await deps.readPullRequest(read) }
      : { open: await deps.findOpen(row) };
    step = await steps.next(result);
  }
  return step.value;
}
