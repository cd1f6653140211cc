import type {
  AcquiredDelivery,
  AppliedHint,
  ApplyHeadChecks,
  DeliveredRepository,
  MarkBranchDue,
  MarkCommitDue,
  MarkedDue,
  NamedBranch,
  RecordFeedDeliveries,
  RecordPullRequestFacts,
  RepositoryBranch,
  ShownRows,
  WebhookHint,
} from '../domain/delivery.ts';
import {
  type IdentifiedRepository,
  type RepositoryReference,
  toRepositoryKey,
} from '../domain/repository-reference.ts';
import type { TrackedBranchKey } from '../domain/tracked-branch.ts';

/** The parts of a forge that deliveries need. */
export interface DeliveringForge {
  readonly id: string;
  parsePullRequestUrl(url: string): { repository: RepositoryReference; number: number } | undefined;
  toPullRequestUrl(reference: { repository: RepositoryReference; number: number }): string;
  readonly webhooks: {
    parse(delivery: {
      headers: Readonly<Record<string, string | undefined>>;
      body: Buffer;
    }): { repository: IdentifiedRepository | null; hints: WebhookHint[] } | undefined;
  };
}

/** What a delivery changes. Every method may be repeated, in any order. */
export interface HintStore {
  markBranchDue(mark: MarkBranchDue): Promise<MarkedDue>;
  markCommitDue(mark: MarkCommitDue): Promise<MarkedDue>;
  /** It is about the rows that have the commit as their head. */
  applyHeadChecks(apply: ApplyHeadChecks): Promise<AppliedHint>;
  /** Returns the rows that show the facts now. */
  recordPullRequestFacts(record: RecordPullRequestFacts): Promise<TrackedBranchKey[]>;
  recordFeedDeliveries(feed: RecordFeedDeliveries): Promise<void>;
}

export type DeliveryOutcome =
  | ({ kind: 'applied' } & AppliedHint)
  /** It is not about a branch or pull request, or it cannot be parsed. */
  | { kind: 'ignored' }
  /** No chat tracks any of the branches yet; it is applied when one does. */
  | { kind: 'unmatched'; branches: RepositoryBranch[] };

type PullRequestHint = Extract<WebhookHint, { kind: 'pull_request' }>;

// No tracked branch has a longer name, and an index entry holds 2,704 bytes.
const longestKeyPartBytes = 1_000;
const largestNumber = 2 ** 31 - 1;

/**
 * Applies the hints of a delivery. Applying one twice or out of order does no harm, and no row changes
 * that the delivery does not name.
 */
export async function applyDelivery(
  { headers, body, receivedAt }: Pick<AcquiredDelivery, 'headers' | 'body' | 'receivedAt'>,
  forge: DeliveringForge,
  store: HintStore,
): Promise<DeliveryOutcome> {
  const message = forge.webhooks.parse({ headers, body });
  if (!message) return { kind: 'ignored' };
  const repositories = listRepositories(message, forge).filter(({ name }) => isStorable(name));
  if (repositories.length > 0) {
    const isAboutChecks = message.hints.some(({ kind }) => kind === 'check' || kind === 'commit');
    const feed = { forgeId: forge.id, repositories, isAboutChecks, receivedAt };
    await store.recordFeedDeliveries(feed);
  }
  if (message.hints.length === 0) return { kind: 'ignored' };
  let applied = nothing;
  for (const hint of message.hints) applied = add(applied, await applyHint(hint, forge, store));
  if (applied.rowCount > 0) return { kind: 'applied', ...applied };
  return { kind: 'unmatched', branches: message.hints.flatMap(listBranches) };
}

const nothing: AppliedHint = { rowCount: 0, due: [], shown: [] };

function add(one: AppliedHint, { rowCount, due, shown = [] }: Change): AppliedHint {
  return {
    rowCount: one.rowCount + rowCount,
    due: [...one.due, ...due],
    shown: [...one.shown, ...shown],
  };
}

type Change = MarkedDue & Partial<AppliedHint>;

async function applyHint(
  hint: WebhookHint,
  forge: DeliveringForge,
  store: HintStore,
): Promise<Change> {
  const forgeId = forge.id;
  switch (hint.kind) {
    case 'branch':
      return store.markBranchDue({
        forgeId,
        head: toRepositoryBranch(hint),
        url: null,
        isRoutine: false,
        ...(hint.sha && { shown: { headSha: hint.sha, are: 'due_with_others' } }),
      });
    case 'pull_request':
      return applyPullRequest(hint, forgeId, store);
    case 'commit':
      return store.markCommitDue(toCommit(hint, forge));
    case 'check':
      return applyCheck(hint, forge, store);
  }
}

/** Also a row that does not show the commit yet is due: its push is on its way, or its delivery was lost. */
async function applyCheck(
  hint: Extract<WebhookHint, { kind: 'check' }>,
  forge: DeliveringForge,
  store: HintStore,
): Promise<AppliedHint> {
  const { reported, sha, heads } = hint;
  let applied = await store.applyHeadChecks({ ...toCommit(hint, forge), reported });
  for (const { url, head } of heads) {
    const marked = await store.markBranchDue({
      forgeId: forge.id,
      head: head && toRepositoryBranch(head),
      url,
      isRoutine: true,
      shown: { headSha: sha, are: 'left_alone' },
    });
    applied = add(applied, marked);
  }
  return applied;
}

function toCommit(
  { repository, sha }: { repository: IdentifiedRepository; sha: string },
  forge: DeliveringForge,
): MarkCommitDue {
  return {
    forgeId: forge.id,
    repository: toRepositoryKey(repository),
    ...toRepositoryId(repository),
    sha,
    pullRequestPrefix: toPullRequestPrefix(repository, forge),
  };
}

/** Stores the facts first, so that the refresh starts from the pull request. */
async function applyPullRequest(
  { url, head, facts, ...hint }: PullRequestHint,
  forgeId: string,
  store: HintStore,
): Promise<AppliedHint> {
  const written =
    facts && facts.number <= largestNumber
      ? await store.recordPullRequestFacts({ forgeId, head, facts })
      : [];
  // Without facts the delivery is about something else of the pull request: a check, a comment.
  const isRoutine = facts === null;
  const mark = { forgeId, head: head && toRepositoryBranch(head), url, isRoutine };
  const shown = toShownRows(hint, facts?.changedAt ?? undefined, written);
  const marked = await store.markBranchDue({ ...mark, ...(shown && { shown }) });
  return { ...marked, shown: written };
}

function toShownRows(
  { isComplete, lacksDetailsOnly }: Pick<PullRequestHint, 'isComplete' | 'lacksDetailsOnly'>,
  changedAt: Date | undefined,
  rows: readonly TrackedBranchKey[],
): ShownRows | undefined {
  if (isComplete && changedAt) {
    return { changedAt: toEndOfSecond(changedAt), rows, are: 'left_alone' };
  }
  if (!lacksDetailsOnly) return undefined;
  // Several deliveries report one change.
  const before = changedAt && new Date(changedAt.getTime() - 1);
  return { changedAt: before, rows, are: 'due_with_others' };
}

/** Some deliveries round down to seconds what reads report exactly: of one second, the order is unknown. */
function toEndOfSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000 + 999);
}

function listBranches(hint: WebhookHint): RepositoryBranch[] {
  switch (hint.kind) {
    case 'branch':
      return [toRepositoryBranch(hint)].filter(isStorableBranch);
    case 'pull_request':
      return hint.head ? [toRepositoryBranch(hint.head)].filter(isStorableBranch) : [];
    case 'commit':
      return [];
    case 'check':
      return hint.heads
        .flatMap(({ head }) => (head ? [toRepositoryBranch(head)] : []))
        .filter(isStorableBranch);
  }
}

/** The repositories whose feed sent it; for a pull request that is the target, never the fork. */
function listRepositories(
  { repository, hints }: { repository: IdentifiedRepository | null; hints: readonly WebhookHint[] },
  forge: DeliveringForge,
): DeliveredRepository[] {
  if (repository) return [toDelivered(repository)];
  return hints.flatMap((hint) => {
    const named: IdentifiedRepository | undefined =
      hint.kind === 'pull_request'
        ? forge.parsePullRequestUrl(hint.url)?.repository
        : hint.repository;
    return named ? [toDelivered(named)] : [];
  });
}

function toDelivered(repository: IdentifiedRepository): DeliveredRepository {
  return { name: toRepositoryKey(repository), id: repository.id || null };
}

/** The `https://forge/acme/app/pull/` in `https://forge/acme/app/pull/1`. */
function toPullRequestPrefix(repository: RepositoryReference, forge: DeliveringForge): string {
  const url = forge.toPullRequestUrl({ repository, number: 1 });
  return url.slice(0, url.lastIndexOf('1'));
}

function toRepositoryBranch(named: NamedBranch): RepositoryBranch {
  const { repository, branch } = named;
  return { repository: toRepositoryKey(repository), ...toRepositoryId(repository), branch };
}

function toRepositoryId({ id }: IdentifiedRepository): { repositoryId?: string } {
  return id == null || id === '' ? {} : { repositoryId: id };
}

function isStorableBranch({ repository, branch }: RepositoryBranch): boolean {
  return isStorable(repository) && isStorable(branch);
}

function isStorable(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= longestKeyPartBytes;
}
