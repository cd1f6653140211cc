import { rerunChecks, setChecks } from '../../demo/forge/world/checks.ts';
import { dequeue } from '../../demo/forge/world/merge-state.ts';
import { closePullRequest } from '../../demo/forge/world/pull-requests.ts';
import type { Account, PullRequest, Repository } from '../../demo/forge/world/records.ts';
import { announce, markUpdated, takeId, type World } from '../../demo/forge/world/world.ts';

/** A branch at the demo forge, changed as git and people change it, but without git: commits are ids. */
export class BranchModel {
  readonly world: World;
  /** Where the branch is: the repository itself, or a fork of it. */
  readonly repository: Repository;
  readonly branch: string;
  /** Newest last. */
  readonly pullRequests: PullRequest[] = [];

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

  get open(): PullRequest | undefined {
    return this.pullRequests.find(({ state }) => state === 'open');
  }

  /** Moves the branch; the forge updates the pull request that comes from it. */
  push(sha: string): void {
    const { world, repository, branch, open } = this;
    const moved = { branch, before: this.head, after: sha };
    repository.branches.set(branch, sha);
    repository.pushedAt = world.now();
    world.revision += 1;
    announce(world, { kind: 'branch', repository, moved, sender: repository.owner });
    if (!open) return;
    const details = { before: open.headSha, after: sha };
    open.headSha = sha;
    this.#addComparison(open);
    markUpdated(world, open);
    announce(world, { kind: 'pull_request', action: 'synchronize', pullRequest: open, details });
  }

  openPullRequest(author: Account, draft: boolean): void {
    const head = this.head;
    if (head === undefined || this.open) return;
    const opened = this.#open(this.repository, head, author, draft);
    this.pullRequests.push(opened);
    announce(this.world, { kind: 'pull_request', action: 'opened', pullRequest: opened });
  }

  /** A pull request from another repository whose branch has the same name. */
  openForeign(from: Repository, sha: string): void {
    from.branches.set(this.branch, sha);
    const opened = this.#open(from, sha, from.owner, false);
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

  reopen(pullRequest: PullRequest): void {
    if (pullRequest.mergedAt !== null || this.open || this.head === undefined) return;
    pullRequest.headSha = this.head;
    this.#addComparison(pullRequest);
    pullRequest.state = 'open';
    pullRequest.closedAt = null;
    markUpdated(this.world, pullRequest);
    announce(this.world, { kind: 'pull_request', action: 'reopened', pullRequest });
  }

  report(checks: Parameters<typeof setChecks>[3]): void {
    if (this.head !== undefined) setChecks(this.world, this.target, this.head, checks);
  }

  rerun(names: readonly string[] | undefined): void {
    if (this.head !== undefined) rerunChecks(this.world, this.target, this.head, names);
  }

  #open(from: Repository, headSha: string, author: Account, draft: boolean): PullRequest {
    const { world, branch } = this;
    const target = from.parent ?? from;
    const number = target.nextNumber;
    target.nextNumber += 1;
    const baseBranch = target.defaultBranch;
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
  #addComparison({ repository, baseSha, headSha }: PullRequest): void {
    const key = `${repository.id} ${baseSha} ${headSha}`;
    const comparison = { ahead: 1, behind: 0, additions: 1, deletions: 0, files: [] };
    // The forge looks for commits without check runs in git.
    repository.checkRuns.set(headSha, repository.checkRuns.get(headSha) ?? []);
    this.world.comparisons.set(key, Promise.resolve(comparison));
    this.world.mergeability.set(key, Promise.resolve(true));
  }
}
