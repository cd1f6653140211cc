import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { type AgentGit, commitAndPush, startBranch } from './agent-clone.ts';
import { makeChange } from './changes.ts';
import type { ForgeClient } from './forge-client.ts';
import type { Job, Step } from './jobs.ts';
import type { Random } from './random.ts';

/** What one run of a job works with. */
export interface JobRun {
  job: Job;
  /** The branch of this run. */
  branch: string;
  clone: string;
  git: AgentGit;
  random: Random;
  people: DemoPeople;
  clientFor: (token: string) => ForgeClient;
  graphqlUrl: string;
  pause: (seconds: number) => Promise<void>;
  log: (message: string) => void;
}

interface OpenPullRequest {
  number: number;
  nodeId: string;
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
  const tag = `${run.branch.split('/').pop() ?? 'change'}-${count}`;
  for (const change of step.changes) await makeChange(run.clone, change, tag, run.random);
  const message = count === 1 ? run.job.title : 'Address the review';
  await commitAndPush(run.git, run.clone, run.branch, message);
}

async function open({ job, branch, people, clientFor }: JobRun, draft: boolean) {
  const head = job.fromFork ? `${people.person.login}:${branch}` : branch;
  const body = `${job.title}.\n\nDone by a coding agent of the demo.`;
  const asked = { title: job.title, head, base: 'main', body, draft };
  const path = `/repos/acme/${job.repository}/pulls`;
  const answer = await clientFor(people.agent.token).send('POST', path, asked);
  return { number: Number(answer.number), nodeId: String(answer.node_id) };
}

type DrivingStep = Exclude<Step, { kind: 'wait' | 'push' | 'open' }>;

async function drive(run: JobRun, step: DrivingStep, pull: OpenPullRequest): Promise<void> {
  const { people, clientFor } = run;
  const path = `/repos/acme/${run.job.repository}/pulls/${pull.number}`;
  const [reviewer] = people.reviewers;
  switch (step.kind) {
    case 'review': {
      const body = step.event === 'APPROVE' ? 'Looks good.' : 'Please look at the edge cases.';
      const client = clientFor(people.reviewers[step.reviewer].token);
      await client.send('POST', `${path}/reviews`, { event: step.event, body });
      return;
    }
    case 'checks':
      return reportChecks(run, step.state, path);
    case 'ready':
      return markReady(run, pull);
    case 'merge':
      await clientFor(reviewer.token).send('PUT', `${path}/merge`, { merge_method: 'merge' });
      return;
    case 'close':
      await clientFor(reviewer.token).send('PATCH', path, { state: 'closed' });
  }
}

async function reportChecks(
  { job, people, clientFor }: JobRun,
  state: 'pending' | 'passed' | 'failed',
  path: string,
): Promise<void> {
  const client = clientFor(people.checks.token);
  const { head } = (await client.send('GET', path)) as { head: { sha: string } };
  for (const name of ['build', 'test', 'lint']) {
    const ended = name === 'test' && state === 'failed' ? 'failure' : 'success';
    const progress = state === 'pending' ? { status: 'in_progress' } : { conclusion: ended };
    const check = { name, head_sha: head.sha, ...progress };
    await client.send('POST', `/repos/acme/${job.repository}/check-runs`, check);
  }
}

async function markReady(run: JobRun, pull: OpenPullRequest): Promise<void> {
  const query =
    'mutation Ready($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }';
  const client = run.clientFor(run.people.agent.token);
  await client.send('POST', run.graphqlUrl, { query, variables: { id: pull.nodeId } });
}

function describe(step: Exclude<Step, { kind: 'wait' }>): string {
  switch (step.kind) {
    case 'push':
      return 'pushed';
    case 'open':
      return step.draft ? 'opened a draft pull request' : 'opened a pull request';
    case 'ready':
      return 'marked ready for review';
    case 'review':
      return `reviewed (${step.event.toLowerCase().replace('_', ' ')})`;
    case 'checks':
      return `checks ${step.state}`;
    case 'merge':
      return 'merged';
    case 'close':
      return 'closed';
  }
}
