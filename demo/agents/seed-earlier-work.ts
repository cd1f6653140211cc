import type { DemoForge } from '../forge/demo-forge.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { type EarlierWork, earlierWork } from './earlier-work.ts';
import { createForgeClient, type ForgeClient } from './forge-client.ts';
import { reportChecks } from './report-checks.ts';

/** A branch that was pushed before the demo started. */
export interface EarlierBranch {
  title: string;
  /** The name of the agent. */
  agent: string;
  origin: string;
  branch: string;
  /** When its pull request was opened, and when it got its checks and its review. */
  changedAt: readonly Date[];
  /**
   * Merges or closes its pull request, if that is how it ended. A pull request that ended before the push was
   * reported belongs to earlier work on the branch, so this follows the report.
   */
  end: () => Promise<void>;
}

export interface EarlierWorkDeps {
  forge: DemoForge;
  people: DemoPeople;
  /** Sets the forge's clock back; 0 is the present. */
  setHoursAgo: (hours: number) => void;
}

/** How long after the push the checks and the review follow. */
const hoursUntilReview = 0.5;
const hourMs = 3_600_000;

/** Pushes, opens and reviews pull requests at the forge at earlier times, oldest first. */
export async function seedEarlierWork(deps: EarlierWorkDeps): Promise<EarlierBranch[]> {
  const branches: EarlierBranch[] = [];
  for (const work of earlierWork) branches.push(await seed(deps, work));
  deps.setHoursAgo(0);
  return branches;
}

async function seed(
  { forge, people, setHoursAgo }: EarlierWorkDeps,
  {
    title,
    agent,
    hoursAgo,
    repository,
    branch,
    pullRequest,
    files,
    checks,
    approval,
    end,
  }: EarlierWork,
): Promise<EarlierBranch> {
  const { signal } = new AbortController();
  const clientOf = ({ token }: { token: string }): ForgeClient =>
    createForgeClient(forge, token, signal);
  const [reviewer] = people.reviewers;
  const name = `acme/${repository}`;
  setHoursAgo(hoursAgo);
  const from = forge.findBranch(name, 'main');
  const { login: author, name: agentName } = people.agents[agent];
  const start = from === undefined ? {} : { from };
  await forge.commit(name, [{ branch, files, author, message: pullRequest.title, ...start }]);
  const fields = { ...pullRequest, head: branch, base: 'main' };
  const opened = await clientOf(people.agents[agent]).send('POST', `/repos/${name}/pulls`, fields);
  const number = Number(opened.number);
  const pull = `/repos/${name}/pulls/${number}`;
  setHoursAgo(hoursAgo - hoursUntilReview);
  await reportChecks(clientOf(people.checks), checks, { repository: name, number }, async () => {});
  if (approval !== undefined) {
    await clientOf(reviewer).send('POST', `${pull}/reviews`, { event: 'APPROVE', body: approval });
  }
  const endPull = async () => {
    const client = clientOf(reviewer);
    if (end === 'merge') await client.send('PUT', `${pull}/merge`, { merge_method: 'merge' });
    if (end === 'close') await client.send('PATCH', pull, { state: 'closed' });
  };
  const openedAt = new Date(String(opened.created_at));
  const reviewedAt = new Date(openedAt.getTime() + hoursUntilReview * hourMs);
  const origin = `${forge.webBaseUrl}/${name}.git`;
  const changedAt = [openedAt, reviewedAt];
  return { title, agent: agentName, origin, branch, changedAt, end: endPull };
}
