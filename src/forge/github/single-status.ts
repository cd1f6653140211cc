import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import type { ReadPullRequest } from '../lookup/find-pull-request.ts';
import { createMemory } from '../lookup/remember-reads.ts';
import { findFields, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type FetchedPullRequest, type GraphQlFacts, noGraphQlFacts } from './find-pull-request.ts';
import type { ApiChoice, GraphQl } from './graphql/client.ts';
import {
  countMoreThreads,
  parseThreads,
  type ThreadFacts,
  toThreadFacts,
} from './graphql/count-threads.ts';
import { parseGraphQlFacts, toFieldErrors } from './graphql/parse-pull-request.ts';
import { buildFactsQuery, toAlias } from './graphql/query.ts';
import { completeByRest, type GitHubStatusDeps, lookUpByRest } from './status-by-rest.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface SingleStatusDeps extends GitHubStatusDeps {
  graphql: GraphQl;
  choice: ApiChoice;
  reads: GraphQlReads;
  clock: Pick<Clock, 'sleep' | 'monotonic'>;
  logger: Pick<Logger, 'error'>;
}

/** Remembers when GraphQL last reported a pull request. */
export interface GraphQlReads {
  note(reference: PullRequestReference, access: Access): void;
  /** It could not be read: what was reported before may have changed. */
  forget(reference: PullRequestReference, access: Access): void;
  /** Whether it was so long ago that the facts of GraphQL may have changed. */
  isOld(reference: PullRequestReference, access: Access): boolean;
  /**
   * It was read by REST: a read that is not free although the one before could be repeated was charged, as for every
   * pull request of a repository that was pushed to.
   */
  noteRest(
    reference: PullRequestReference,
    read: { isFree: boolean; isRepeatable: boolean },
    access: Access,
  ): void;
  /** Whether REST charged for it of late. */
  wasCharged(reference: PullRequestReference, access: Access): boolean;
}

type SingleFacts = GraphQlFacts & ThreadFacts;

/** The token may not see it by GraphQL, only by REST. */
const deniedFacts: SingleFacts = {
  ...noGraphQlFacts,
  ...toThreadFacts(undefined),
  conversationUnread: false,
};

const oldAfterMs = 10 * 60_000;
/** Pull requests of a repository that is worked on are charged again and again. */
const chargedMs = 60 * 60_000;
const timeoutMs = 5_000;

export function createGraphQlReads(clock: Pick<Clock, 'monotonic'>): GraphQlReads {
  const memory = createMemory<true>(oldAfterMs, clock);
  const charged = createMemory<true>(chargedMs, clock);
  const repeatable = createMemory<boolean>(chargedMs, clock);
  return {
    noteRest(reference, { isFree, isRepeatable }, access) {
      const name = toName(reference);
      if (!isFree && repeatable.find(name, access)) charged.save(name, access, true);
      repeatable.save(name, access, isRepeatable);
    },
    wasCharged: (reference, access) => charged.find(toName(reference), access) === true,
    note: (reference, access) => memory.save(toName(reference), access, true),
    forget: (reference, access) => memory.forget(toName(reference), access),
    isOld: (reference, access) => memory.find(toName(reference), access) === undefined,
  };
}

function toName({ repository, number }: PullRequestReference): string {
  return `${toFullName(repository).toLowerCase()} ${number}`;
}

/**
 * Whether REST probably reads a single row for free: nothing says that it changed, and the last read was not
 * charged. Otherwise one query, which reads all of it, costs less.
 */
export function isFreeByRest(
  { known, readsAll }: StatusRequest,
  { reads, webBaseUrl }: Pick<SingleStatusDeps, 'reads' | 'webBaseUrl'>,
  access: Access,
): boolean {
  if (readsAll) return false;
  const reference = known && parsePullRequestUrl(known.url, webBaseUrl);
  return !reference || !reads.wasCharged(reference, access);
}

/**
 * Fetches a single row by REST, which is free while validators confirm that nothing changed. What only
 * GraphQL reports is added when the pull request changed, on request, and every ten minutes.
 */
export async function fetchSingleStatus(
  request: StatusRequest,
  deps: SingleStatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const lookup = await lookUpByRest(request, deps, access);
  const outcome = await completeByRest(lookup, deps, access);
  if (lookup.kind !== 'found' || outcome.kind !== 'refreshed') return outcome;
  const { answer, unchanged } = lookup.answer;
  const isRepeatable = answer.mergeability !== 'computing';
  deps.reads.noteRest(lookup.reference, { isFree: unchanged, isRepeatable }, access);
  if (!isGraphQlDue(lookup, request, deps, access)) return outcome;
  const { pullRequest } = outcome;
  const readFacts = () => readInTime(lookup.reference, deps, access);
  const read = deps.choice.hasGraphQl(access)
    ? await catchUnexpectedErrors(readFacts, access, deps.logger)
    : undefined;
  const facts =
    read && !('kind' in read) ? read : { conversationUnread: !deps.graphql.isAbsent(access) };
  if (facts.conversationUnread) deps.reads.forget(lookup.reference, access);
  // S9: fields that could not be read stay unknown, which replaces nothing.
  return { ...outcome, pullRequest: { ...pullRequest, ...facts } };
}

function isGraphQlDue(
  { reference, answer: { answer, unchanged } }: ReadPullRequest<FetchedPullRequest>,
  request: StatusRequest,
  { reads }: SingleStatusDeps,
  access: Access,
): boolean {
  if (answer.state !== 'open') return false;
  const isRequested = request.readsAll === true || request.known === undefined;
  return !unchanged || isRequested || reads.isOld(reference, access);
}

/**
 * Gives up after five seconds: queries of the same token may be queued before this one, and the
 * page is waiting for what REST has reported already.
 */
async function readInTime(
  reference: PullRequestReference,
  { graphql, reads, clock }: SingleStatusDeps,
  access: Access,
): Promise<SingleFacts | undefined> {
  const timeout = new AbortController();
  const done = new AbortController();
  void clock.sleep(timeoutMs, done.signal).then(() => timeout.abort());
  const signal = AbortSignal.any([access.signal, timeout.signal]);
  try {
    const facts = await readGraphQlFacts(reference, graphql, { ...access, signal });
    if (facts) reads.note(reference, access);
    return facts;
  } catch (error) {
    if (timeout.signal.aborted) return undefined;
    throw error;
  } finally {
    done.abort();
  }
}

/** Undefined when GraphQL does not report them either. */
async function readGraphQlFacts(
  reference: PullRequestReference,
  graphql: GraphQl,
  access: Access,
): Promise<SingleFacts | undefined> {
  const result = await graphql.run(buildFactsQuery(reference), access);
  switch (result.kind) {
    case 'answered': {
      const repository = toFields(result.data[toAlias(0)]);
      const node = findFields(repository, 'pullRequest');
      const isDenied = result.errors.some(({ type }) => type === 'FORBIDDEN');
      if (!node) return isDenied ? deniedFacts : undefined;
      const count = parseThreads(findFields(node, 'reviewThreads'));
      const [threads] = count
        ? await countMoreThreads([{ reference, count }], graphql, access)
        : [];
      return {
        ...parseGraphQlFacts(node, toFieldErrors(result.errors)),
        ...toThreadFacts(threads),
      };
    }
    case 'rate_limited':
      graphql.avoidFor(result.retryInMs, access);
      return undefined;
    case 'unusable':
      graphql.avoid(result, access);
      return undefined;
    case 'overloaded':
    case 'unreachable':
      return undefined;
  }
}
