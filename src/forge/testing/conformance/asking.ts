import { expect } from 'vitest';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { KnownPullRequest, RepositoryReference } from '../../forge.ts';
import type { AdapterLimits } from '../adapter-ports.ts';
import { type ForgeScenario, samplePullRequest } from '../forge-scenario.ts';

export type StartScenario = (limits?: AdapterLimits) => Promise<ForgeScenario>;

export interface Question {
  repository?: RepositoryReference;
  branch?: string;
  known?: KnownPullRequest;
}

/** Asks for one row: the branch of the sample in `acme/app` unless told otherwise. */
export async function ask(
  { forge, repository, access }: ForgeScenario,
  question: Question = {},
): Promise<FetchOutcome | undefined> {
  const { branch } = samplePullRequest;
  const request = { repository, branch, known: undefined, ...question };
  const [outcome] = await forge.fetchStatuses([request], access);
  return outcome;
}

export async function getPullRequest(
  scenario: ForgeScenario,
  question: Question = {},
): Promise<PullRequest> {
  const outcome = await ask(scenario, question);
  if (outcome?.kind !== 'refreshed') throw new Error(`not refreshed: ${JSON.stringify(outcome)}`);
  return outcome.pullRequest;
}

export function toLowerCased({ owner, name }: RepositoryReference): RepositoryReference {
  return { owner: owner.toLowerCase(), name: name.toLowerCase() };
}

/** A fact that not every forge tells: it is right, or null. */
export function expectToldOrNull(actual: unknown, expected: unknown): void {
  expect([expected, null]).toContainEqual(actual);
}

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What a forge may say of a title, and a page must not show as it is. */
export const hostileTitle = `Fix\r\n\u0000\u202elogin\u2066 ${'x'.repeat(5000)}`;

export function expectPlainLine(title: string): void {
  expect(title).toMatch(/^Fix .*login/);
  expect(title).not.toMatch(unprintable);
  expect(Array.from(title).length).toBeLessThanOrEqual(1000);
}
