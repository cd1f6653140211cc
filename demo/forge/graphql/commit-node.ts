import { type CommitDetails, findCommit } from '../git/read-commits.ts';
import { formatInstant } from '../http/response.ts';
import { demoChecksApp } from '../rest/review-json.ts';
import { listChecks, listStatuses } from '../world/checks.ts';
import { listRequiredChecks } from '../world/protection.ts';
import type { CheckRun, CommitStatus, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';
import { memoize } from './nodes.ts';

/** A commit, as GraphQL shows it. Its message and authors are read from git only if they are selected. */
export function toCommitNode(world: World, repository: Repository, sha: string) {
  const details = memoize(() => findCommit(repository.directory, sha));
  const read = (pick: (commit: CommitDetails) => unknown) => async () => {
    const commit = await details();
    return commit && pick(commit);
  };
  return {
    __typename: 'Commit',
    id: `C_${sha}`,
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    url: `${world.webBaseUrl}/${toFullName(repository)}/commit/${sha}`,
    message: read(({ message }) => message),
    messageHeadline: read(({ message }) => message.split('\n')[0]),
    messageBody: read(({ message }) => message.split('\n').slice(2).join('\n')),
    committedDate: read(({ committedAt }) => committedAt),
    authoredDate: read(({ authoredAt }) => authoredAt),
    author: read(({ authorName, authorEmail }) => ({ name: authorName, email: authorEmail })),
    authors: read(({ authorName, authorEmail }) =>
      toConnection([{ name: authorName, email: authorEmail }]),
    ),
    statusCheckRollup: () => toRollupNode(world, repository, sha),
  };
}

/** A commit that was already read from git. */
export function toCommitDetailsNode(world: World, repository: Repository, details: CommitDetails) {
  const { authorName: name, authorEmail: email, message } = details;
  return {
    ...toCommitNode(world, repository, details.sha),
    message,
    messageHeadline: message.split('\n')[0] ?? '',
    messageBody: message.split('\n').slice(2).join('\n'),
    committedDate: details.committedAt,
    authoredDate: details.authoredAt,
    author: { name, email },
    authors: () => toConnection([{ name, email }]),
  };
}

/** The checks and statuses of a commit; null when there are none, as on GitHub. */
export function toRollupNode(world: World, repository: Repository, sha: string) {
  const runs = listChecks(repository, sha);
  const statuses = listStatuses(repository, sha);
  if (runs.length + statuses.length === 0) return null;
  const contexts = [
    ...runs.map((run) => toCheckRunNode(world, repository, run)),
    ...statuses.map((status) => toStatusNode(repository, status)),
  ];
  return {
    __typename: 'StatusCheckRollup',
    id: `SCR_${sha}`,
    state: computeRollupState(runs, statuses),
    contexts: (args: ConnectionArguments) => ({
      ...toConnection(contexts, args),
      checkRunCount: runs.length,
      checkRunCountsByState: countBy(runs.map(getCheckState)),
      statusContextCount: statuses.length,
      statusContextCountsByState: countBy(statuses.map(({ state }) => state.toUpperCase())),
    }),
  };
}

function toCheckRunNode(world: World, repository: Repository, run: CheckRun) {
  const url = `${world.webBaseUrl}/${toFullName(repository)}/runs/${run.id}`;
  return {
    __typename: 'CheckRun',
    id: `CR_${run.id}`,
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: formatInstant(run.startedAt),
    completedAt: run.completedAt && formatInstant(run.completedAt),
    title: run.title,
    url,
    detailsUrl: url,
    isRequired: (wanted: OfPullRequest) => isRequired(repository, run.name, wanted),
    checkSuite: {
      __typename: 'CheckSuite',
      id: `CS_${run.commit}_${run.suite}`,
      databaseId: run.suite,
      app: { __typename: 'App', id: 'A_1', slug: demoChecksApp },
      workflowRun: run.workflow && { workflow: { name: run.workflow } },
    },
  };
}

function toStatusNode(repository: Repository, status: CommitStatus) {
  return {
    __typename: 'StatusContext',
    id: `SC_${status.id}`,
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    createdAt: formatInstant(status.createdAt),
    isRequired: (wanted: OfPullRequest) => isRequired(repository, status.context, wanted),
  };
}

interface OfPullRequest {
  pullRequestNumber?: number | null;
}

/** Each pull request of a commit may have another base, which requires other checks. */
function isRequired(
  repository: Repository,
  name: string,
  { pullRequestNumber }: OfPullRequest,
): boolean {
  const pullRequest = repository.pullRequests.get(pullRequestNumber ?? 0);
  const base = pullRequest?.baseBranch ?? repository.defaultBranch;
  return listRequiredChecks(repository, base).includes(name);
}

function computeRollupState(runs: readonly CheckRun[], statuses: readonly CommitStatus[]): string {
  const states = [...runs.map(getCheckState), ...statuses.map(({ state }) => state.toUpperCase())];
  const failing = ['FAILURE', 'ERROR', 'TIMED_OUT', 'CANCELLED', 'ACTION_REQUIRED'];
  const pending = ['PENDING', 'QUEUED', 'IN_PROGRESS'];
  if (states.some((state) => failing.includes(state))) return 'FAILURE';
  return states.some((state) => pending.includes(state)) ? 'PENDING' : 'SUCCESS';
}

function getCheckState({ conclusion, status }: CheckRun): string {
  return (conclusion ?? status).toUpperCase();
}

function countBy(states: readonly string[]) {
  return [...new Set(states)].map((state) => ({
    state,
    count: states.filter((other) => other === state).length,
  }));
}
