import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { KnownPullRequest } from '../forge.ts';
import { type ForgeScenario, samplePullRequest } from './forge-scenario.ts';

export interface Question {
  repository?: RepositoryReference;
  branch?: string;
  known?: KnownPullRequest;
}

/** Asks for one row: the branch of the sample in `acme/app` unless told otherwise. */
export async function askRow(
  { forge, repository, access }: ForgeScenario,
  question: Question = {},
): Promise<FetchOutcome | undefined> {
  const { branch } = samplePullRequest;
  const request = { repository, branch, known: undefined, ...question };
  const [outcome] = await forge.fetchStatuses([request], access);
  return outcome;
}

/** The same, which must be one that was found. */
export async function getPullRequest(
  scenario: ForgeScenario,
  question: Question = {},
): Promise<PullRequest> {
  const outcome = await askRow(scenario, question);
  if (outcome?.kind !== 'refreshed') throw new Error(`not refreshed: ${JSON.stringify(outcome)}`);
  return outcome.pullRequest;
}
