import { leaveDeletedBase } from '../../demo/forge/world/base-branches.ts';
import { rerunChecks, setChecks } from '../../demo/forge/world/checks.ts';
import { dequeue } from '../../demo/forge/world/merge-state.ts';
import { changePullRequest, closePullRequest } from '../../demo/forge/world/pull-requests.ts';
import type { Account, PullRequest, Repository } from '../../demo/forge/world/records.ts';
import { announce, markUpdated, takeId, type World } from '../../demo/forge/world/world.ts';

/** A branch at the demo forge, changed as git and people change it, but without git: commits are ids. */
export class BranchModel {
  readonly world: World;
  /** Where the branch is: the repository itself, or a fork of it. */
  readonly repository: Repository;
  readonly branch: string;
  /** Newest last; several may be open at once, into different bases. */
  readonly pullRequests: PullRequest[] = [];
  /** Closed ones whose branch was pushed by force or created again since: GitHub does not reopen them. */
  readonly #finallyClosed = new Set<PullRequest>();

  constructor(world: World, repository: Repository, branch: string) {
    this.world = world;
    this.repository = repository;
    this.branch = branch;
  }

  get target(): Repository {
    return this.repository.parent ?? this.repository;
  }

  get head(): string | undefined {
    return this.repository.branches.get(this.branch);
  }

  get latest(): PullRequest | undefined {
    return this.pullRequests.at(-1);
  }

  get open(): PullRequest[] {
    return this.pullRequests.filter(({ state }) => state === 'open');
  }

  /** Moves the branch; the forge updates the open pull requests that come from it. */
  push(sha: string, isForced = false): void {
    const { world, repository, branch } = this;
    if (repository.isDeleted) return;
    if (isForced || this.head === undefined) {
      for (const closed of this.pullRequests)
        if (closed.state === 'closed') this.#finallyClosed.add(closed);
    }
    const moved = { branch, before: this.head, after: sha };
    repository.branches.set(branch, sha);
    repository.pushedAt = world.now();
    world.revision += 1;
    announce(world, { kind: 'branch', repository, moved, sender: repository.owner });
    this.#addComparisonsInto(repository);
    for (const open of this.open) {
      const details = { before: open.headSha, after: sha };
      open.headSha = sha;
      this.#addComparison(open);
      markUpdated(world, open);
      announce(world, { kind: 'pull_request', action: 'synchronize', pullRequest: open, details });
    }
  }

  /** Closes the pull requests of the branch, and leaves those that are based on it to the forge. */
  deleteBranch(): void {
    const { world, repository, branch, head } = this;
    if (head === undefined) return;
    repository.branches.delete(branch);
    world.revision += 1;
    const moved = { branch, before: head, after: undefined };
    announce(world, { kind: 'branch', repository, moved, sender: repository.owner });
    for (const open of this.open) closePullRequest(world, open);
    leaveDeletedBase(world, repository, branch);
    this.#addComparisonsInto(repository);
  }

  changeBase(pullRequest: PullRequest, baseBranch: string): void {
    changePullRequest(this.world, pullRequest, { baseBranch });
    this.#addComparison(pullRequest);
  }

  /** False where one into this base is open already, or the branch does not exist. */
  openPullRequest(author: Account, baseBranch: string, draft: boolean): boolean {
    const head = this.head;
    if (head === undefined || this.isTaken(baseBranch)) return false;
    const opened = this.#open(this.repository, head, { author, baseBranch, draft });
    this.pullRequests.push(opened);
    announce(this.world, { kind: 'pull_request', action: 'opened', pullRequest: opened });
    return true;
  }

  /** Whether an open one goes into this base: a forge has one for each head and base. */
  isTaken(baseBranch: string): boolean {
    return this.open.some((open) => open.baseBranch === baseBranch);
  }

  /** A pull request from another repository whose branch has the same name. */
  openForeign(from: Repository, sha: string): void {
    from.branches.set(this.branch, sha);
    const baseBranch = (from.parent ?? from).defaultBranch;
    const opened = this.#open(from, sha, { author: from.owner, baseBranch, draft: false });
    announce(this.world, { kind: 'pull_request', action: 'opened', pullRequest: opened });
  }

  merge(pullRequest: PullRequest, sha: string): void {
    pullRequest.mergedAt = this.world.now();
    pullRequest.mergedBy = pullRequest.author;
    pullRequest.mergeCommitSha = sha;
    closePullRequest(this.world, pullRequest);
  }

  /** The queue drops its entry first; the merge is reported later. */
  leaveQueue(pullRequest: PullRequest): void {
    dequeue(this.world, pullRequest, 'MERGE');
  }

  /** False where the forge refuses it, and nothing changes. */
  reopen(pullRequest: PullRequest): boolean {
    const { head } = this;
    if (pullRequest.mergedAt !== null || pullRequest.state === 'open') return false;
    if (head === undefined || this.#finallyClosed.has(pullRequest)) return false;
    if (this.isTaken(pullRequest.baseBranch)) return false;
    if (!pullRequest.repository.branches.has(pullRequest.baseBranch)) return false;
    pullRequest.headSha = head;
    this.#addComparison(pullRequest);
    pullRequest.state = 'open';
    pullRequest.closedAt = null;
    markUpdated(this.world, pullRequest);
    announce(this.world, { kind: 'pull_request', action: 'reopened', pullRequest });
    return true;
  }

  report(checks: Parameters<typeof setChecks>[3]): void {
    if (this.head !== undefined) setChecks(this.world, this.target, this.head, checks);
  }

  rerun(names: readonly string[] | undefined): void {
    if (this.head !== undefined) rerunChecks(this.world, this.target, this.head, names);
  }

  #open(
    from: Repository,
    headSha: string,
    { author, baseBranch, draft }: Pick<PullRequest, 'author' | 'baseBranch' | 'draft'>,
  ): PullRequest {
    const { world, branch } = this;
    const target = from.parent ?? from;
    const number = target.nextNumber;
    target.nextNumber += 1;
    const opened: PullRequest = {
      id: takeId(world),
      number,
      repository: target,
      headRepository: from,
      headBranch: branch,
      headSha,
      baseBranch,
      baseSha: target.branches.get(baseBranch) ?? '',
      author,
      title: `Work on ${branch}`,
      body: '',
      draft,
      state: 'open',
      createdAt: world.now(),
      updatedAt: world.now(),
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      mergeable: 'computed',
      mergeState: 'computed',
      computingReads: 0,
      reviews: [],
      threads: [],
      labels: [],
      requestedReviewers: new Set(),
      requestedTeams: new Set(),
      autoMergeBy: undefined,
      queueEntry: undefined,
    };
    target.pullRequests.set(number, opened);
    this.#addComparison(opened);
    world.revision += 1;
    return opened;
  }

  /** In place of git: every commit changes one line and merges cleanly. */
  #addComparison({ repository, baseBranch, baseSha, headSha }: PullRequest): void {
    const comparison = { ahead: 1, behind: 0, additions: 1, deletions: 0, files: [] };
    // The forge looks for commits without check runs in git.
    repository.checkRuns.set(headSha, repository.checkRuns.get(headSha) ?? []);
    for (const base of new Set([baseSha, repository.branches.get(baseBranch) ?? baseSha])) {
      const key = `${repository.id} ${base} ${headSha}`;
      this.world.comparisons.set(key, Promise.resolve(comparison));
      this.world.mergeability.set(key, Promise.resolve(true));
    }
  }

  /** A base has moved, or pull requests have another one. */
  #addComparisonsInto({ pullRequests }: Repository): void {
    for (const pullRequest of pullRequests.values()) {
      if (pullRequest.state === 'open') this.#addComparison(pullRequest);
    }
  }
}
