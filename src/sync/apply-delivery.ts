import type { AcquiredDelivery, RepositoryBranch, WebhookHint } from '../domain/delivery.ts';
import { type RepositoryReference, toRepositoryKey } from '../domain/repository-reference.ts';
import type { DeliveringForge, HintStore } from './delivery-ports.ts';

export type DeliveryOutcome =
  | { kind: 'applied'; rowCount: number }
  /** It concerns nothing that could be tracked, or says nothing that its forge would say. */
  | { kind: 'ignored' }
  /** Nobody tracks any of it yet; the branches by which it is found when somebody does. */
  | { kind: 'unmatched'; branches: RepositoryBranch[] };

type PullRequestHint = Extract<WebhookHint, { kind: 'pull_request' }>;

// What is longer is no name of a tracked branch, and an index entry holds 2,704 bytes.
const longestKeyPartBytes = 1_000;
const largestNumber = 2 ** 31 - 1;

/**
 * Does what a delivery asks for. All of it may be done twice and in any order, and nothing is done to
 * a row that the delivery does not name.
 */
export async function applyDelivery(
  { headers, body, receivedAt }: Pick<AcquiredDelivery, 'headers' | 'body' | 'receivedAt'>,
  forge: DeliveringForge,
  store: HintStore,
): Promise<DeliveryOutcome> {
  const message = forge.webhooks.parse({ headers, body });
  if (!message) return { kind: 'ignored' };
  const repositories = listRepositories(message, forge).filter(isStorable);
  if (repositories.length > 0) {
    await store.recordFeedDeliveries({ forgeId: forge.id, repositories, receivedAt });
  }
  if (message.hints.length === 0) return { kind: 'ignored' };
  let rowCount = 0;
  for (const hint of message.hints) rowCount += await applyHint(hint, forge, store);
  if (rowCount > 0) return { kind: 'applied', rowCount };
  return { kind: 'unmatched', branches: message.hints.flatMap(listBranches) };
}

async function applyHint(
  hint: WebhookHint,
  forge: DeliveringForge,
  store: HintStore,
): Promise<number> {
  const forgeId = forge.id;
  switch (hint.kind) {
    case 'branch':
      return store.markBranchDue({
        forgeId,
        head: toRepositoryBranch(hint),
        url: null,
        isRoutine: false,
      });
    case 'pull_request':
      return applyPullRequest(hint, forgeId, store);
    case 'commit': {
      const { repository, sha } = hint;
      return store.markCommitDue({
        forgeId,
        repository: toRepositoryKey(repository),
        sha,
        pullRequestPrefix: toPullRequestPrefix(repository, forge),
      });
    }
  }
}

/** What the delivery shows is stored first, so that the refresh begins at the pull request. */
async function applyPullRequest(
  { url, head: named, facts }: PullRequestHint,
  forgeId: string,
  store: HintStore,
): Promise<number> {
  const head = named && toRepositoryBranch(named);
  if (facts && facts.number <= largestNumber) {
    await store.recordPullRequestFacts({ forgeId, head, facts });
  }
  // Without facts it is about something beside the pull request: a check, a comment.
  return store.markBranchDue({ forgeId, head, url, isRoutine: facts === null });
}

function listBranches(hint: WebhookHint): RepositoryBranch[] {
  switch (hint.kind) {
    case 'branch':
      return [toRepositoryBranch(hint)].filter(isStorableBranch);
    case 'pull_request':
      return hint.head ? [toRepositoryBranch(hint.head)].filter(isStorableBranch) : [];
    case 'commit':
      return [];
  }
}

/** Whose feed it came by: of a pull request that is where it goes to, never the fork. */
function listRepositories(
  { repository, hints }: { repository: RepositoryReference | null; hints: readonly WebhookHint[] },
  forge: DeliveringForge,
): string[] {
  if (repository) return [toRepositoryKey(repository)];
  return hints.flatMap((hint) => {
    const named =
      hint.kind === 'pull_request'
        ? forge.parsePullRequestUrl(hint.url)?.repository
        : hint.repository;
    return named ? [toRepositoryKey(named)] : [];
  });
}

/** `https://forge/acme/app/pull/` of `https://forge/acme/app/pull/1`. */
function toPullRequestPrefix(repository: RepositoryReference, forge: DeliveringForge): string {
  return forge.toPullRequestUrl({ repository, number: 1 }).replace(/\d+\D*$/, '');
}

function toRepositoryBranch(named: {
  repository: RepositoryReference;
  branch: string;
}): RepositoryBranch {
  return { repository: toRepositoryKey(named.repository), branch: named.branch };
}

function isStorableBranch({ repository, branch }: RepositoryBranch): boolean {
  return isStorable(repository) && isStorable(branch);
}

function isStorable(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= longestKeyPartBytes;
}
