import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Logger } from '../../platform/logger.ts';
import { isolate } from '../client/isolate.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import type { ReadPullRequest } from '../lookup/find-pull-request.ts';
import { readGraphQlFacts } from './batch/read-facts.ts';
import type { ApiChoice } from './choose-api.ts';
import type { GraphQl } from './graphql/client.ts';
import type { GraphQlReads } from './graphql-reads.ts';
import { completeByRest, type GitHubStatusDeps, lookUpByRest } from './status-by-rest.ts';
import type { FetchedPullRequest, GraphQlFacts } from './told.ts';

export interface LoneSource extends GitHubStatusDeps {
  graphql: GraphQl;
  choice: ApiChoice;
  reads: GraphQlReads;
  logger: Pick<Logger, 'error'>;
}

const patienceMs = 5_000;

/** A single row by REST, where validators make it free, with what only GraphQL tells when due. */
export async function fetchLone(
  request: StatusRequest,
  source: LoneSource,
  access: Access,
): Promise<FetchOutcome> {
  const lookup = await lookUpByRest(request, source, access);
  const outcome = await completeByRest(lookup, source, access);
  if (lookup.kind !== 'found' || outcome.kind !== 'refreshed') return outcome;
  if (!isCompletionDue(lookup, request, source, access)) return outcome;
  const { pullRequest } = outcome;
  const facts = await isolate(
    () => complete(lookup.reference, source, access),
    access,
    source.logger,
  );
  // What is not told stays as it is known (S9).
  return facts && !('kind' in facts)
    ? { kind: 'refreshed', pullRequest: { ...pullRequest, ...facts } }
    : outcome;
}

function isCompletionDue(
  { reference, answer: fetched }: ReadPullRequest<FetchedPullRequest>,
  request: StatusRequest,
  { choice, reads }: LoneSource,
  access: Access,
): boolean {
  if (fetched.answer.state !== 'open' || !choice.hasGraphQl(access)) return false;
  return !fetched.unchanged || request.known === undefined || reads.isOld(reference, access);
}

/** Others may be before it, and a page waits for what REST has told already. */
async function complete(
  reference: PullRequestReference,
  { graphql, reads }: LoneSource,
  access: Access,
): Promise<GraphQlFacts | undefined> {
  const patience = AbortSignal.timeout(patienceMs);
  const signal = AbortSignal.any([access.signal, patience]);
  try {
    const facts = await readGraphQlFacts(reference, graphql, { ...access, signal });
    if (facts) reads.note(reference, access);
    return facts;
  } catch (error) {
    if (patience.aborted) return undefined;
    throw error;
  }
}
