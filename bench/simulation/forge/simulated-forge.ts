import type { DemoForge } from '../../../demo/forge/demo-forge.ts';
import { ensureAccount } from '../../../demo/forge/world/accounts.ts';
import { setChecks } from '../../../demo/forge/world/checks.ts';
import { setLabels } from '../../../demo/forge/world/pull-requests.ts';
import type { Account, PullRequest, Repository } from '../../../demo/forge/world/records.ts';
import { openThread, resolveThread, submitReview } from '../../../demo/forge/world/reviews.ts';
import { BranchModel } from '../../../test/histories/branch-model.ts';
import { createNetworks, createTemplate } from '../../../test/histories/networks.ts';
import type { Change, Trace, TracedBranch } from '../trace/changes.ts';

export const agentToken = 'token-of-agent';
const agentLogin = 'agent';
const reviewerLogins = ['ada', 'grace', 'linus', 'edsger', 'barbara'];

/** The repositories and pull requests of a trace, in the demo forge's model. */
export class SimulatedForge {
  readonly branches: readonly BranchModel[];
  readonly #forge: DemoForge;
  readonly #agent: Account;
  readonly #reviewers: readonly Account[];

  private constructor(forge: DemoForge, trace: Trace, repositories: readonly Repository[]) {
    const { world } = forge;
    this.#forge = forge;
    this.#agent = ensureAccount(world, { login: agentLogin, tokens: [agentToken] });
    this.#reviewers = reviewerLogins.map((login) => ensureAccount(world, { login }));
    this.branches = trace.branches.map((branch) => {
      const repository = repositories[branch.repository];
      if (!repository) throw new Error('the trace has more repositories than the forge');
      return this.#createBranch(repository, branch);
    });
  }

  static async create(forge: DemoForge, trace: Trace): Promise<SimulatedForge> {
    await createTemplate(forge);
    const count = 1 + Math.max(...trace.branches.map(({ repository }) => repository));
    const repositories = createNetworks(forge, trace.seed, count).map(
      ({ repository }) => repository,
    );
    for (const [index, repository] of repositories.entries()) {
      repository.protection = index % 2 === 0 ? undefined : { approvals: 1, checks: ['test'] };
    }
    return new SimulatedForge(forge, trace, repositories);
  }

  findPullRequest(branch: number): PullRequest | undefined {
    return this.branches[branch]?.latest;
  }

  apply(change: Change): void {
    const { world } = this.#forge;
    const model = this.branches[change.branch];
    const pullRequest = model?.latest;
    if (!model) return;
    switch (change.kind) {
      case 'signal':
        return;
      case 'push':
        return model.push(change.sha);
      case 'open':
        model.openPullRequest(this.#agent, model.target.defaultBranch, false);
        return;
      case 'checks':
        setChecks(world, model.target, change.sha, change.checks.map(inWorkflow));
        return;
      case 'review': {
        const author = this.#reviewers[change.reviewer];
        if (!author || !pullRequest) return;
        submitReview(world, pullRequest, { author, state: change.verdict, body: '' });
        return;
      }
      case 'thread_opened': {
        const [author] = this.#reviewers;
        if (!author || !pullRequest) return;
        openThread(world, pullRequest, { author, body: 'Why?', path: 'a.txt' });
        return;
      }
      case 'thread_resolved': {
        const thread = pullRequest?.threads.at(-1);
        if (pullRequest && thread) resolveThread(world, pullRequest, thread, this.#agent);
        return;
      }
      case 'label':
        if (pullRequest) setLabels(world, pullRequest, [change.name]);
        return;
      case 'merge':
        if (pullRequest) model.merge(pullRequest, change.sha);
        return;
    }
  }

  #createBranch(repository: Repository, traced: TracedBranch): BranchModel {
    const { world } = this.#forge;
    const model = new BranchModel(world, repository, traced.name);
    model.push(traced.sha);
    if (traced.pullRequestAgeMs !== undefined) {
      model.openPullRequest(this.#agent, repository.defaultBranch, false);
      const changedAt = new Date(world.now().getTime() - traced.pullRequestAgeMs);
      const { latest } = model;
      if (latest) Object.assign(latest, { createdAt: changedAt, updatedAt: changedAt });
    }
    if (traced.checks.length > 0) {
      setChecks(world, repository, traced.sha, traced.checks.map(inWorkflow));
    }
    return model;
  }
}

function inWorkflow<Check>(check: Check) {
  return { ...check, workflow: 'ci' };
}
