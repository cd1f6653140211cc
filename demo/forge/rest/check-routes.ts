import { findCommitId } from '../git/read-commits.ts';
import {
  errorResponse,
  type HttpResponse,
  jsonResponse,
  validationFailed,
} from '../http/response.ts';
import { type Call, getText, type Route } from '../http/router.ts';
import { addStatus, listChecks, listStatuses, setChecks } from '../world/checks.ts';
import type {
  Account,
  CheckConclusion,
  CheckRun,
  CommitStatus,
  Repository,
} from '../world/records.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toStatusJson } from './commit-json.ts';
import { toSimpleRepositoryJson } from './repository-json.ts';
import { createRepositoryRoute, paginate, requirePush } from './resource-routes.ts';
import { toCheckRunJson } from './review-json.ts';

/** The routes of check runs and commit statuses. */
export function createCheckRoutes(world: World): Route[] {
  return [
    createRepositoryRoute(world, 'GET', '/commits/*revision/check-runs', (call, repository) =>
      withCommit(call, repository, (commit) => listRuns(world, call, repository, commit)),
    ),
    createRepositoryRoute(world, 'GET', '/commits/*revision/status', (call, repository) =>
      withCommit(call, repository, (commit) => combineStatuses(world, repository, commit)),
    ),
    createRepositoryRoute(world, 'GET', '/actions/runs', (call, repository) =>
      listWorkflowRuns(world, call, repository),
    ),
    createRepositoryRoute(world, 'POST', '/check-runs', (call, repository) =>
      requirePush(call, repository, () => createRun(world, call, repository)),
    ),
    createRepositoryRoute(world, 'POST', '/statuses/:sha', (call, repository) =>
      requirePush(call, repository, (account) => createStatus(world, call, repository, account)),
    ),
  ];
}

async function withCommit(
  call: Call,
  repository: Repository,
  handle: (commit: string) => HttpResponse,
): Promise<HttpResponse> {
  const revision = call.parameters.revision ?? '';
  const isKnown = repository.checkRuns.has(revision);
  const branch = isKnown ? revision : repository.branches.get(revision);
  const commit = branch ?? (await findCommitId(repository.directory, revision));
  return commit === undefined
    ? errorResponse(422, `No commit found for SHA: ${revision}`)
    : handle(commit);
}

function listRuns(world: World, call: Call, repository: Repository, commit: string): HttpResponse {
  const runs = listChecks(repository, commit);
  const page = paginate(getApiUrl(world, ''), call, runs);
  const items = page.items.map((run) => toCheckRunJson(world, repository, run));
  return jsonResponse({ total_count: runs.length, check_runs: items }, 200, page.headers);
}

/** One run for each workflow and suite of the commit that the query names. */
function listWorkflowRuns(world: World, call: Call, repository: Repository): HttpResponse {
  const runs = listChecks(repository, call.query.get('head_sha') ?? '');
  const suites = new Map(
    runs.flatMap(({ suite, workflow }) => (workflow === null ? [] : [[suite, workflow]])),
  );
  const items = [...suites].map(([suite, name]) => ({ id: suite, check_suite_id: suite, name }));
  const page = paginate(getApiUrl(world, ''), call, items);
  const body = { total_count: items.length, workflow_runs: page.items };
  return jsonResponse(body, 200, page.headers);
}

function createRun(world: World, call: Call, repository: Repository): HttpResponse {
  const [name, commit] = [getText(call, 'name'), getText(call, 'head_sha')];
  if (name === '' || commit === '') {
    return validationFailed({ resource: 'CheckRun', field: 'head_sha', code: 'missing_field' });
  }
  const conclusion = (getText(call, 'conclusion') || null) as CheckConclusion | null;
  const requested = (getText(call, 'status') || 'queued') as CheckRun['status'];
  const status = conclusion === null ? requested : 'completed';
  const output = call.body.output as { title?: unknown } | undefined;
  const title = typeof output?.title === 'string' ? { title: output.title } : {};
  const [run] = setChecks(world, repository, commit, [{ name, status, conclusion, ...title }]);
  return jsonResponse(run && toCheckRunJson(world, repository, run), 201);
}

function createStatus(
  world: World,
  call: Call,
  repository: Repository,
  creator: Account,
): HttpResponse {
  const state = getText(call, 'state') as CommitStatus['state'];
  const context = getText(call, 'context') || 'default';
  const description = getText(call, 'description');
  const commit = call.parameters.sha ?? '';
  const wanted = { state, context, description, creator };
  return jsonResponse(
    toStatusJson(world, repository, commit, addStatus(world, repository, commit, wanted)),
    201,
  );
}

function combineStatuses(world: World, repository: Repository, commit: string): HttpResponse {
  const statuses = listStatuses(repository, commit);
  const states = statuses.map((status) => status.state);
  return jsonResponse({
    state: combine(states),
    statuses: statuses.map((status) => toStatusJson(world, repository, commit, status)),
    sha: commit,
    total_count: statuses.length,
    repository: toSimpleRepositoryJson(world, repository),
  });
}

/** Like GitHub, returns "pending" if there is no status. */
function combine(states: readonly CommitStatus['state'][]): 'success' | 'failure' | 'pending' {
  if (states.some((state) => state === 'failure' || state === 'error')) return 'failure';
  return states.length === 0 || states.includes('pending') ? 'pending' : 'success';
}
