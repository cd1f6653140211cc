import type {
  ConversationControls,
  PullRequestReference,
} from '../forge/control/conversation-controls.ts';
import type { Random } from '../random.ts';
import type { SeedRepositoryName } from '../seed/repository-content.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { type AgentGit, commit, push as pushBranch, startBranch } from './agent-clone.ts';
import { makeChange } from './changes.ts';
import { commentOnLine } from './comment-on-line.ts';
import type { ForgeClient } from './forge-client.ts';
import { reportChecks } from './report-checks.ts';
import { type Job, labelColors, type Step } from './steps.ts';

/** One run of a job, with what it needs. */
export interface JobRun {
  job: Job;
  /** The branch of this run. */
  branch: string;
  clone: string;
  git: AgentGit;
  random: Random;
  people: DemoPeople;
  /** For steps that people take on the web pages of a forge rather than through its API. */
  controls: ConversationControls;
  clientFor: (token: string) => ForgeClient;
  graphqlUrl: string;
  pause: (seconds: number) => Promise<void>;
  log: (message: string) => void;
}

/** A pull request that was merged. */
export interface MergedPullRequest {
  repository: SeedRepositoryName;
  number: number;
}

interface OpenPullRequest extends PullRequestReference {
  nodeId: string;
  /** Review threads that are not resolved yet. */
  openThreads: number[];
}

/** Runs a job step by step. Returns the pull request it merged, if any. */
export async function runJob(run: JobRun): Promise<MergedPullRequest | undefined> {
  await startBranch(run.git, run.clone, run.branch);
  let pull: OpenPullRequest | undefined;
  for (const step of run.job.steps) {
    if (step.kind === 'wait') await run.pause(step.seconds);
    else if (step.kind === 'push') await push(run, step);
    else if (step.kind === 'open') pull = await open(run, step.draft);
    else if (pull !== undefined) await runPullRequestStep(run, step, pull);
    if (step.kind !== 'wait') run.log(`${run.job.title}: ${describe(step)}`);
  }
  const isMerged = run.job.steps.some((step) => step.kind === 'merge');
  return pull && isMerged ? { repository: run.job.repository, number: pull.number } : undefined;
}

/** Commits each change separately. */
async function push(run: JobRun, step: Extract<Step, { kind: 'push' }>): Promise<void> {
  const { git, clone, branch, random } = run;
  for (const change of step.changes) {
    await commit(git, clone, await makeChange(clone, change, random));
  }
  await pushBranch(git, clone, branch);
}

async function open(
  { job, branch, people, clientFor }: JobRun,
  draft: boolean,
): Promise<OpenPullRequest> {
  const head = job.fromFork ? `${people.person.login}:${branch}` : branch;
  const { title, body } = job.pullRequest ?? { title: job.title, body: '' };
  const fields = { title, head, base: 'main', body, draft };
  const repository = `acme/${job.repository}`;
  const agent = clientFor(people.agents[job.agent].token);
  const opened = await agent.send('POST', `/repos/${repository}/pulls`, fields);
  return {
    repository,
    number: Number(opened.number),
    nodeId: String(opened.node_id),
    openThreads: [],
  };
}

/** The text of reviews. */
const reviewBodies = {
  APPROVE: 'Looks good to me.',
  REQUEST_CHANGES: 'The happy path looks good. Please handle the edge cases before we merge this.',
  COMMENT: 'First pass done. I will go through the tests tomorrow.',
} as const;

type PullRequestStep = Exclude<Step, { kind: 'wait' | 'push' | 'open' }>;

async function runPullRequestStep(
  run: JobRun,
  step: PullRequestStep,
  pull: OpenPullRequest,
): Promise<void> {
  const { people, clientFor } = run;
  const path = `/repos/${pull.repository}/pulls/${pull.number}`;
  const [reviewer] = people.reviewers;
  switch (step.kind) {
    case 'review': {
      const client = clientFor(people.reviewers[step.reviewer].token);
      await client.send('POST', `${path}/reviews`, {
        event: step.event,
        body: reviewBodies[step.event],
      });
      return;
    }
    case 'checks':
      return reportChecks(clientFor(people.checks.token), step.state, pull, run.pause);
    case 'ready':
      return markReady(run, pull);
    case 'merge':
      await clientFor(reviewer.token).send('PUT', `${path}/merge`, { merge_method: 'merge' });
      return;
    case 'close':
      await clientFor(reviewer.token).send('PATCH', path, { state: 'closed' });
      return;
    case 'comment': {
      const client = clientFor(people.reviewers[step.reviewer].token);
      const thread = await commentOnLine(client, path, step);
      if (thread !== undefined) pull.openThreads.push(thread);
      return;
    }
    case 'label':
    case 'request-review':
    case 'reply':
    case 'resolve':
    case 'auto-merge':
    case 'enqueue':
      return runControlStep(run, step, pull);
  }
}

type ControlStep = Extract<
  Step,
  { kind: 'label' | 'request-review' | 'reply' | 'resolve' | 'auto-merge' | 'enqueue' }
>;

/** Runs a step through the controls of the forge. */
function runControlStep(
  { job, people, controls }: JobRun,
  step: ControlStep,
  pull: OpenPullRequest,
): void {
  const agent = people.agents[job.agent].login;
  switch (step.kind) {
    case 'label':
      return controls.setLabels(
        pull,
        step.labels.map((name) => ({ name, color: labelColors[name] })),
      );
    case 'request-review': {
      const logins = step.reviewers.map((at) => people.reviewers[at].login);
      return controls.requestReview(pull, { logins, teams: step.teams });
    }
    case 'reply':
      for (const thread of pull.openThreads) {
        controls.replyToThread(pull, thread, { author: agent, body: step.text });
      }
      return;
    case 'resolve':
      for (const thread of pull.openThreads.splice(0)) controls.resolveThread(pull, thread, agent);
      return;
    case 'auto-merge':
      return controls.setAutoMerge(pull, agent);
    case 'enqueue':
      return controls.enqueue(pull, agent);
  }
}

async function markReady(run: JobRun, pull: OpenPullRequest): Promise<void> {
  const query =
    'mutation Ready($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }';
  const client = run.clientFor(run.people.agents[run.job.agent].token);
  await client.send('POST', run.graphqlUrl, { query, variables: { id: pull.nodeId } });
}

/** Describes a step for the log. */
function describe(step: Exclude<Step, { kind: 'wait' }>): string {
  switch (step.kind) {
    case 'push':
      return 'pushed';
    case 'open':
      return step.draft ? 'opened a draft pull request' : 'opened a pull request';
    case 'ready':
      return 'marked ready for review';
    case 'label':
      return step.labels.length === 0 ? 'labels removed' : `labelled ${step.labels.join(', ')}`;
    case 'request-review':
      return 'requested a review';
    case 'review':
      return `reviewed (${step.event.toLowerCase().replace('_', ' ')})`;
    case 'comment':
      return `commented on ${step.path}`;
    case 'reply':
      return 'answered in the open threads';
    case 'resolve':
      return 'resolved the open threads';
    case 'checks':
      return `checks ${step.state}`;
    case 'auto-merge':
      return 'enabled auto-merge';
    case 'enqueue':
      return 'entered the merge queue';
    case 'merge':
      return 'merged';
    case 'close':
      return 'closed';
  }
}
