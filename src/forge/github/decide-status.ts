import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { isSameName } from '../parsing/repository-identity.ts';
import type { FoundPullRequest } from './find-pull-request.ts';
import { isFromRow } from './is-from-row.ts';
import type { Repositories } from './repositories.ts';
import type { OwnPullRequest, Told } from './told.ts';
import { parsePullRequestUrl } from './urls.ts';

/** What must be known next to decide a row. */
export interface Asks {
  read?: PullRequestReference;
  /** The newest open pull request of the branch. */
  find?: StatusRequest;
}

/** What an ask brought; one that failed may leave out those after it. */
export interface Answers {
  read?: { kind: 'read'; told: Told } | Unread;
  found?: FoundPullRequest;
}

export type Decision = OwnPullRequest | Exclude<FetchOutcome, { kind: 'refreshed' }>;

/** What became of the pull request that is stored for a row. */
type KnownState = OwnPullRequest | { kind: 'gone' } | Unread;

export interface DecisionSource {
  webBaseUrl: string;
  repositories: Repositories;
}

/**
 * Decides which pull request a row shows, whatever API answers what it asks for: the known one
 * first; a new one is looked for unless that is open and the row's own.
 */
export async function* decideStatus(
  request: StatusRequest,
  { webBaseUrl, repositories }: DecisionSource,
  access: Access,
): AsyncGenerator<Asks, Decision, Answers> {
  const stored = request.known && parsePullRequestUrl(request.known.url, webBaseUrl);
  const isLikelyOpen = stored && request.known?.state === 'open';
  const asks = isLikelyOpen ? { read: stored } : { read: stored, find: request };
  const { read, found: alreadyFound } = yield asks;
  const known: KnownState | undefined =
    stored && read
      ? await toKnownState(stored, read, request, repositories, access)
      : request.known && { kind: 'gone' };
  if (known?.kind === 'unread') return known.outcome;
  if (known?.kind === 'own' && known.told.answer.state === 'open') return known;
  const found = alreadyFound ?? (yield { find: request }).found;
  if (!found) throw new Error('nothing was answered');
  if (found.kind === 'unread') {
    // The head repository is gone for good: no newer pull request can come from it.
    const isLast = known?.kind === 'own' && isHeadDeleted(known) && found.status === 404;
    return isLast ? known : found.outcome;
  }
  if (found.reference && !isKnown(found.reference, known)) {
    return toNewer(found.reference, (yield { read: found.reference }).read);
  }
  if (known?.kind === 'own') return known;
  return { kind: known ? 'pull_request_gone' : 'no_pull_request' };
}

async function toKnownState(
  reference: PullRequestReference,
  read: NonNullable<Answers['read']>,
  request: StatusRequest,
  repositories: Repositories,
  access: Access,
): Promise<KnownState> {
  if (read.kind === 'unread') {
    if (read.status !== 404 && read.status !== 410) return read;
    // S9: a token that lost its access sees the same 404 as everyone does of a deleted one.
    const repository = await repositories.read(reference.repository, access);
    return repository.kind === 'unread' ? repository : { kind: 'gone' };
  }
  const isOwn = await isFromRow(read.told.answer, request, repositories, access);
  if (typeof isOwn !== 'boolean') return isOwn;
  return isOwn ? { kind: 'own', reference, told: read.told } : { kind: 'gone' };
}

function toNewer(reference: PullRequestReference, read: Answers['read']): Decision {
  if (!read) throw new Error('nothing was answered');
  return read.kind === 'unread' ? read.outcome : { kind: 'own', reference, told: read.told };
}

function isHeadDeleted({ told }: OwnPullRequest): boolean {
  return told.answer.head.repository === null;
}

function isKnown(reference: PullRequestReference, known: KnownState | undefined): boolean {
  return (
    known?.kind === 'own' &&
    known.reference.number === reference.number &&
    isSameName(known.reference.repository, reference.repository)
  );
}
