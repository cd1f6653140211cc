import { listCommits } from '../git/read-commits.ts';
import {
  errorResponse,
  type HttpResponse,
  jsonResponse,
  validationFailed,
} from '../http/response.ts';
import { type Call, getText, type Route } from '../http/router.ts';
import { mayPush } from '../world/accounts.ts';
import { mergePullRequest } from '../world/merge-pull-request.ts';
import {
  changePullRequest,
  closePullRequest,
  openPullRequest,
  reopenPullRequest,
} from '../world/pull-requests.ts';
import type { Account, PullRequest, Repository } from '../world/records.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toCommitJson } from './commit-json.ts';
import { buildComparisonResponse, wantsDiff } from './comparison-response.ts';
import { toFullPullRequestJson, toPullRequestJson } from './pull-request-json.ts';
import {
  createPullRequestRoute,
  createRepositoryRoute,
  paginate,
  requireAccount,
} from './resource-routes.ts';

/** The routes of pull requests. */
export function createPullRequestRoutes(world: World): Route[] {
  return [
    createRepositoryRoute(world, 'GET', '/pulls', (call, repository) =>
      listPullRequests(world, call, repository),
    ),
    createRepositoryRoute(world, 'POST', '/pulls', (call, repository) =>
      requireAccount(call, (author) => open(world, call, repository, author)),
    ),
    createPullRequestRoute(world, 'GET', '', (call, pullRequest) => show(world, call, pullRequest)),
    createPullRequestRoute(world, 'GET', '/commits', (call, pullRequest) =>
      listPullRequestCommits(world, call, pullRequest),
    ),
    createPullRequestRoute(world, 'PATCH', '', (call, pullRequest) =>
      requireWriter(call, pullRequest, () => change(world, call, pullRequest)),
    ),
    createPullRequestRoute(world, 'PUT', '/merge', (call, pullRequest) =>
      requireWriter(call, pullRequest, (account) => merge(world, call, pullRequest, account)),
    ),
  ];
}

async function show(world: World, call: Call, pullRequest: PullRequest): Promise<HttpResponse> {
  if (wantsDiff(call.accept)) {
    const { repository, baseSha, headSha } = pullRequest;
    return buildComparisonResponse(world, call, repository, baseSha, headSha);
  }
  return jsonResponse(await toFullPullRequestJson(world, pullRequest));
}

/** GitHub lists the first 250, oldest first. */
const mostCommits = 250;

async function listPullRequestCommits(
  world: World,
  call: Call,
  { repository, baseSha, headSha }: PullRequest,
): Promise<HttpResponse> {
  const range = `${baseSha}..${headSha}`;
  const commits = await listCommits(repository.directory, range, mostCommits);
  const page = paginate(getApiUrl(world, ''), call, commits);
  const items = page.items.map((commit) => toCommitJson(world, repository, commit));
  return jsonResponse(items, 200, page.headers);
}

async function open(
  world: World,
  call: Call,
  repository: Repository,
  author: Account,
): Promise<HttpResponse> {
  const [title, head, base] = [
    getText(call, 'title'),
    getText(call, 'head'),
    getText(call, 'base'),
  ];
  const body = getText(call, 'body');
  const draft = call.body.draft === true;
  const opened = await openPullRequest(world, {
    repository,
    author,
    title,
    body,
    head,
    base,
    draft,
  });
  switch (opened.kind) {
    case 'opened':
      return jsonResponse(await toFullPullRequestJson(world, opened.pullRequest), 201);
    case 'invalid':
      return validationFailed({ resource: 'PullRequest', field: opened.field, code: 'invalid' });
    case 'refused':
      return validationFailed({ resource: 'PullRequest', code: 'custom', message: opened.message });
  }
}

async function change(world: World, call: Call, pullRequest: PullRequest): Promise<HttpResponse> {
  const { title, body, base, state } = call.body;
  changePullRequest(world, pullRequest, {
    ...(typeof title === 'string' && { title }),
    ...(typeof body === 'string' && { body }),
    ...(typeof base === 'string' && { baseBranch: base }),
  });
  if (state === 'closed' && pullRequest.state === 'open') closePullRequest(world, pullRequest);
  if (state === 'open' && pullRequest.state === 'closed') {
    const reopened = await reopenPullRequest(world, pullRequest);
    if (!reopened)
      return validationFailed({ resource: 'PullRequest', field: 'state', code: 'invalid' });
  }
  return jsonResponse(await toFullPullRequestJson(world, pullRequest));
}

async function merge(
  world: World,
  call: Call,
  pullRequest: PullRequest,
  account: Account,
): Promise<HttpResponse> {
  const method = getText(call, 'merge_method') || 'merge';
  if (method !== 'merge' && method !== 'squash') {
    return errorResponse(405, 'Rebase merges are not allowed on this repository.');
  }
  const sha = getText(call, 'sha');
  if (sha !== '' && sha !== pullRequest.headSha) {
    return errorResponse(409, 'Head branch was modified. Review and try the merge again.');
  }
  const merged = await mergePullRequest(world, pullRequest, account, method);
  if (!merged) return errorResponse(405, 'Pull Request is not mergeable');
  const message = 'Pull Request successfully merged';
  return jsonResponse({ sha: pullRequest.mergeCommitSha, merged: true, message });
}

function requireWriter(
  call: Call,
  pullRequest: PullRequest,
  handle: (account: Account) => Promise<HttpResponse>,
): HttpResponse | Promise<HttpResponse> {
  return requireAccount(call, (account) => {
    const allowed = account === pullRequest.author || mayPush(pullRequest.repository, account);
    return allowed
      ? handle(account)
      : errorResponse(403, 'Must have write access to the repository.');
  });
}

function listPullRequests(world: World, call: Call, repository: Repository): HttpResponse {
  const found = [...repository.pullRequests.values()].filter(createFilter(call.query));
  const page = paginate(getApiUrl(world, ''), call, found.toSorted(createOrder(call.query)));
  const items = page.items.map((pullRequest) => toPullRequestJson(world, pullRequest));
  return jsonResponse(items, 200, page.headers);
}

/** GitHub compares `head` case-sensitively and ignores it without an owner. */
function createFilter(query: URLSearchParams): (pullRequest: PullRequest) => boolean {
  const state = query.get('state') ?? 'open';
  const base = query.get('base');
  const head = query.get('head');
  const wantedHead = head?.includes(':') ? head : null;
  return (pullRequest) => {
    if (state !== 'all' && pullRequest.state !== state) return false;
    if (base !== null && pullRequest.baseBranch !== base) return false;
    if (wantedHead === null) return true;
    const owner = pullRequest.headRepository.owner.login;
    return `${owner}:${pullRequest.headBranch}` === wantedHead;
  };
}

function createOrder(query: URLSearchParams): (a: PullRequest, b: PullRequest) => number {
  const sort = query.get('sort') ?? 'created';
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const sign = direction === 'desc' ? -1 : 1;
  return (a, b) => {
    const [first, second] =
      sort === 'updated' ? [a.updatedAt, b.updatedAt] : [a.createdAt, b.createdAt];
    return sign * (first.getTime() - second.getTime() || a.number - b.number);
  };
}
