import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Logger } from '../../platform/logger.ts';
import { isolate } from '../client/isolate.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { readGraphQlFacts } from './batch/read-facts.ts';
import type { ApiChoice } from './choose-api.ts';
import type { GraphQl } from './graphql/client.ts';
import type { GraphQlReads } from './graphql-reads.ts';
import { decideByRest, type GitHubStatusSource, toStatus } from './status-by-rest.ts';
import type { GraphQlFacts, OwnPullRequest } from './told.ts';

export interface LoneSource extends GitHubStatusSource {
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
  const decision = await decideByRest(request, source, access);
  const outcome = await toStatus(decision, source, access);
  if (decision.kind !== 'own' || outcome.kind !== 'refreshed') return outcome;
  if (!isCompletionDue(decision, request, source, access)) return outcome;
  const { pullRequest } = outcome;
  const facts = await isolate(() => complete(decision, source, access), access, source.logger);
  // What is not told stays as it is known (S9).
  return facts && !('kind' in facts)
    ? { kind: 'refreshed', pullRequest: { ...pullRequest, ...facts } }
    : outcome;
}

function isCompletionDue(
  { reference, told }: OwnPullRequest,
  request: StatusRequest,
  { choice, reads }: LoneSource,
  access: Access,
): boolean {
  if (told.answer.state !== 'open' || !choice.hasGraphQl(access)) return false;
  return !told.unchanged || request.known === undefined || reads.isOld(reference, access);
}

/** Others may be before it, and a page waits for what REST has told already. */
async function complete(
  { reference }: OwnPullRequest,
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
