import type {
  ConversationControls,
  PullRequestReference,
} from '../forge/control/conversation-controls.ts';
import type { Random } from '../random.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { type AgentGit, commit, push as pushBranch, startBranch } from './agent-clone.ts';
import { makeChange } from './changes.ts';
import { commentOnLine, runConversationStep } from './comment-on-line.ts';
import type { ForgeClient } from './forge-client.ts';
import { reportChecks } from './report-checks.ts';
import type { MergedPullRequest } from './revert-merge.ts';
import type { Job, Step } from './steps.ts';

/** What one run of a job works with. */
export interface JobRun {
  job: Job;
  /** The branch of this run. */
  branch: string;
  clone: string;
  git: AgentGit;
  random: Random;
  people: DemoPeople;
  /** What agents and reviewers do in the forge's pages. */
  controls: ConversationControls;
  clientFor: (token: string) => ForgeClient;
  graphqlUrl: string;
  pause: (seconds: number) => Promise<void>;
  log: (message: string) => void;
}

interface OpenPullRequest extends PullRequestReference {
  nodeId: string;
  /** Threads that wait for an answer. */
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
    else if (pull !== undefined) await drive(run, step, pull);
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
  const answer = await agent.send('POST', `/repos/${repository}/pulls`, fields);
  return {
    repository,
    number: Number(answer.number),
    nodeId: String(answer.node_id),
    openThreads: [],
  };
}

/** What reviewers say. */
const reviewBodies = {
  APPROVE: 'Looks good to me.',
  REQUEST_CHANGES: 'The happy path is fine. Please look at the edge cases before this goes in.',
  COMMENT: 'I had a first look, and will read the tests tomorrow.',
} as const;

type DrivingStep = Exclude<Step, { kind: 'wait' | 'push' | 'open' }>;

async function drive(run: JobRun, step: DrivingStep, pull: OpenPullRequest): Promise<void> {
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
    case 'resolve':
    case 'auto-merge':
    case 'enqueue':
      return runConversationStep(run, step, pull, pull.openThreads);
  }
}

async function markReady(run: JobRun, pull: OpenPullRequest): Promise<void> {
  const query =
    'mutation Ready($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }';
  const client = run.clientFor(run.people.agents[run.job.agent].token);
  await client.send('POST', run.graphqlUrl, { query, variables: { id: pull.nodeId } });
}

/** A step in words, for the log. */
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
      return `got a comment on ${step.path}`;
    case 'resolve':
      return 'resolved the open threads';
    case 'checks':
      return `checks ${step.state}`;
    case 'auto-merge':
      return 'merges as soon as it can';
    case 'enqueue':
      return 'entered the merge queue';
    case 'merge':
      return 'merged';
    case 'close':
      return 'closed';
  }
}
