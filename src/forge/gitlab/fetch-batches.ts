import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Access, StatusRequest } from '../forge.ts';
import type { RepositoryAnswer } from './answers.ts';
import type { BatchedPullRequest } from './batch-answers.ts';
import { askBatch, type BatchAnswer } from './batch-query.ts';
import type { GitLabStatusSource } from './fetch-status.ts';
import { isFrom } from './find-pull-request.ts';
import { toPageUrl } from './pull-requests.ts';
import { toPullRequest } from './read-details.ts';
import { type Group, toGroups } from './to-groups.ts';

export type BatchSource = GitLabStatusSource & { logger: Pick<Logger, 'error'> };
type Outcomes = Map<StatusRequest, FetchOutcome>;

const concurrency = 4;

/**
 * The outcomes that one answer for many rows tells beyond doubt. Every other row is missing here
 * and is asked for by itself: gone, merged, moved, or not whole.
 */
export async function fetchBatches(
  requests: readonly StatusRequest[],
  source: BatchSource,
  access: Access,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  await mapConcurrently(toGroups(requests, source.webBaseUrl), concurrency, async (group) => {
    access.signal.throwIfAborted();
    try {
      await fetchGroup(group, source, access, outcomes);
    } catch (error) {
      access.signal.throwIfAborted();
      source.logger.error({ error }, 'a batch of merge requests failed');
    }
  });
  return outcomes;
}

function fetchGroup(
  group: Group,
  source: BatchSource,
  access: Access,
  outcomes: Outcomes,
): Promise<void> {
  switch (group.kind) {
    case 'known':
      return readKnown(group, source, access, outcomes);
    case 'unknown':
      return lookFor(group, source, access, outcomes);
  }
}

async function readKnown(
  { repository, rows }: Extract<Group, { kind: 'known' }>,
  source: BatchSource,
  access: Access,
  outcomes: Outcomes,
): Promise<void> {
  const numbers = [...new Set(rows.map(({ number }) => number))];
  const answer = await askBatch(repository, { numbers }, source, access);
  const batch = toBatch(
    answer,
    rows.map(({ request }) => request),
    outcomes,
  );
  for (const { request, number } of batch ? rows : []) {
    const pull = batch?.pulls.find((one) => one.answer.number === number);
    const head = pull && (await source.repositories.find(request.repository, access));
    if (!pull || head?.kind !== 'read' || !isFrom(head.value, request.branch, pull.answer))
      continue;
    outcomes.set(request, toRefreshed(pull, repository, source, access));
  }
}

async function lookFor(
  { repository: asked, rows }: Extract<Group, { kind: 'unknown' }>,
  source: BatchSource,
  access: Access,
  outcomes: Outcomes,
): Promise<void> {
  const head = await source.repositories.find(asked, access);
  if (head.kind === 'unread') {
    for (const row of rows) outcomes.set(row, head.outcome);
    return;
  }
  const { parent } = head.value;
  const missing = await lookIn(head.value, head.value, rows, source, access, outcomes);
  const left =
    parent && missing.length > 0
      ? await lookIn(parent, head.value, missing, source, access, outcomes)
      : missing;
  for (const row of left) outcomes.set(row, { kind: 'no_pull_request' });
}

/** The rows that certainly have no open merge request into `base`. */
async function lookIn(
  base: Pick<RepositoryAnswer, 'id' | 'owner' | 'name'>,
  head: RepositoryAnswer,
  rows: readonly StatusRequest[],
  source: BatchSource,
  access: Access,
  outcomes: Outcomes,
): Promise<StatusRequest[]> {
  const branches = [...new Set(rows.map(({ branch }) => branch))];
  const batch = toBatch(await askBatch(base, { branches }, source, access), rows, outcomes);
  // By now another project may have the name: the ids tell.
  if (!batch || batch.repositoryId !== base.id) return [];
  return rows.filter((row) => {
    const pull = findNewest(batch.pulls.filter(({ answer }) => isFrom(head, row.branch, answer)));
    // S9: one that could not be read may be the newest.
    if (pull && batch.isWhole) outcomes.set(row, toRefreshed(pull, base, source, access));
    return !pull && batch.isWhole;
  });
}

/** Undefined when the rows are asked for by themselves, or have failed together. */
function toBatch(answer: BatchAnswer, rows: readonly StatusRequest[], outcomes: Outcomes) {
  switch (answer.kind) {
    case 'read':
      return answer.value;
    case 'unsupported':
      return undefined;
    case 'unread':
      for (const row of rows) outcomes.set(row, answer.outcome);
      return undefined;
  }
}

function findNewest(pulls: readonly BatchedPullRequest[]): BatchedPullRequest | undefined {
  return pulls.toSorted((one, other) => other.answer.number - one.answer.number)[0];
}

function toRefreshed(
  { answer, details }: BatchedPullRequest,
  { owner, name }: Pick<RepositoryAnswer, 'owner' | 'name'>,
  { webBaseUrl, counted }: BatchSource,
  access: Access,
): FetchOutcome {
  const reference = { repository: { owner, name }, number: answer.number };
  if (details.counts) counted.save(reference, answer, details.counts, access);
  const url = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, details, url) };
}
