import type {
  ConversationArrangement,
  PullRequestReference,
} from '../forge/conversation-arrangement.ts';
import type { Random } from '../random.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { type AgentGit, commitAndPush, startBranch } from './agent-clone.ts';
import { makeChange } from './changes.ts';
import { describe } from './describe-step.ts';
import type { ForgeClient } from './forge-client.ts';
import type { Job } from './jobs.ts';
import { reportChecks } from './report-checks.ts';
import { labelColors, type Step } from './steps.ts';

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
  arrangement: ConversationArrangement;
  clientFor: (token: string) => ForgeClient;
  graphqlUrl: string;
  pause: (seconds: number) => Promise<void>;
  log: (message: string) => void;
}

interface OpenPullRequest extends PullRequestReference {
  nodeId: string;
  /** Threads that wait for an answer. */
  asked: number[];
}

/** Carries a job out, step by step. */
export async function runJob(run: JobRun): Promise<void> {
  await startBranch(run.git, run.clone, run.branch);
  let pull: OpenPullRequest | undefined;
  let pushes = 0;
  for (const step of run.job.steps) {
    if (step.kind === 'wait') await run.pause(step.seconds);
    else if (step.kind === 'push') {
      pushes += 1;
      await push(run, step, pushes);
    } else if (step.kind === 'open') pull = await open(run, step.draft);
    else if (pull !== undefined) await drive(run, step, pull);
    if (step.kind !== 'wait') run.log(`${run.job.title}: ${describe(step)}`);
  }
}

async function push(
  run: JobRun,
  step: Extract<Step, { kind: 'push' }>,
  count: number,
): Promise<void> {
  for (const change of step.changes) await makeChange(run.clone, change, run.random);
  const message = count === 1 ? run.job.title : 'Address the review';
  await commitAndPush(run.git, run.clone, run.branch, message);
}

async function open(
  { job, branch, people, clientFor }: JobRun,
  draft: boolean,
): Promise<OpenPullRequest> {
  const head = job.fromFork ? `${people.person.login}:${branch}` : branch;
  const body = `${job.title}.\n\nDone by a coding agent of the demo.`;
  const asked = { title: job.title, head, base: 'main', body, draft };
  const repository = `acme/${job.repository}`;
  const answer = await clientFor(people.agent.token).send(
    'POST',
    `/repos/${repository}/pulls`,
    asked,
  );
  return {
    repository,
    number: Number(answer.number),
    nodeId: String(answer.node_id),
    asked: [],
  };
}

type DrivingStep = Exclude<Step, { kind: 'wait' | 'push' | 'open' }>;

async function drive(run: JobRun, step: DrivingStep, pull: OpenPullRequest): Promise<void> {
  const { people, clientFor } = run;
  const path = `/repos/${pull.repository}/pulls/${pull.number}`;
  const [reviewer] = people.reviewers;
  switch (step.kind) {
    case 'review': {
      const body = step.event === 'APPROVE' ? 'Looks good.' : 'Please look at the edge cases.';
      const client = clientFor(people.reviewers[step.reviewer].token);
      await client.send('POST', `${path}/reviews`, { event: step.event, body });
      return;
    }
    case 'checks':
      return reportChecks(clientFor(people.checks.token), step.state, path, run.pause);
    case 'ready':
      return markReady(run, pull);
    case 'merge':
      await clientFor(reviewer.token).send('PUT', `${path}/merge`, { merge_method: 'merge' });
      return;
    case 'close':
      await clientFor(reviewer.token).send('PATCH', path, { state: 'closed' });
      return;
    case 'label':
    case 'request-review':
    case 'ask':
    case 'resolve':
    case 'auto-merge':
    case 'enqueue':
      return converse(run, step, pull);
  }
}

type ConversingStep = Extract<
  DrivingStep,
  { kind: 'label' | 'request-review' | 'ask' | 'resolve' | 'auto-merge' | 'enqueue' }
>;

function converse(
  { people, arrangement }: JobRun,
  step: ConversingStep,
  pull: OpenPullRequest,
): void {
  const agent = people.agent.login;
  switch (step.kind) {
    case 'label':
      return arrangement.setLabels(
        pull,
        step.labels.map((name) => ({ name, color: labelColors[name] })),
      );
    case 'request-review': {
      const logins = step.reviewers.map((at) => people.reviewers[at].login);
      return arrangement.requestReview(pull, { logins, teams: step.teams });
    }
    case 'ask': {
      const author = people.reviewers[step.reviewer].login;
      const thread = { author, path: step.path, body: step.question };
      pull.asked.push(arrangement.openThread(pull, thread));
      return;
    }
    case 'resolve':
      for (const thread of pull.asked.splice(0)) arrangement.resolveThread(pull, thread, agent);
      return;
    case 'auto-merge':
      return arrangement.setAutoMerge(pull, agent);
    case 'enqueue':
      return arrangement.enqueue(pull, agent);
  }
}

async function markReady(run: JobRun, pull: OpenPullRequest): Promise<void> {
  const query =
    'mutation Ready($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }';
  const client = run.clientFor(run.people.agent.token);
  await client.send('POST', run.graphqlUrl, { query, variables: { id: pull.nodeId } });
}
