import { readComparedFiles } from '../../testing/diff-fixtures.ts';
import { findRefusal, type StubResponse } from '../../testing/forge-double.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { listSides } from '../../testing/stored-files.ts';
import {
  combinedStatusJson,
  commitJson,
  contentsJson,
  conversationJson,
  countsJson,
  owners,
  pullRequestCommitJson,
  pullRequestJson,
  repositoryJson,
  reviewCommentsJson,
  reviewsJson,
  threadReviewsJson,
} from './json-answers.ts';
import { baseSha, branchSha, type World } from './world.ts';

const notFound: StubResponse = {
  status: 404,
  body: { errors: null, message: 'not found', url: 'https://gitea.test/api/swagger' },
};

/** Answers GET of a path below `/api/v1`. */
export function answerRest(url: URL, path: string, world: World, webBaseUrl: string): StubResponse {
  const [, id] = /^\/repositories\/(\d+)$/.exec(path) ?? [];
  const named = id === undefined ? path : `/repos/${findFullName(id, webBaseUrl)}`;
  const [, fullName = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)\/?(.*)$/.exec(named) ?? [];
  const isKnown = Object.values(owners).some((owner) => fullName === `${owner}/app`);
  if (!isKnown) return notFound;
  const status = findRefusal(world.refusals, fullName, /^pulls\b/.test(rest));
  if (status !== undefined) return { ...notFound, status };
  if (rest === '') return { body: repositoryJson(fullName, webBaseUrl) };
  const [kind = '', ...parts] = rest.split('/');
  const tail = decodeURIComponent(parts.join('/'));
  switch (kind) {
    case 'pulls':
      return answerPulls(url, fullName, tail, world, webBaseUrl);
    case 'issues':
      return answerConversation(url, parts, world);
    case 'actions':
      return answerActions(parts, world, webBaseUrl);
    case 'commits':
      return answerStatuses(tail, world);
    case 'branches':
      return answerBranch(tail, world);
    case 'compare':
      return answerComparison(url, tail, world);
    case 'contents':
      return answerContents(url, tail, world);
    case 'raw':
      return answerRaw(url, fullName, tail, world);
    default:
      return notFound;
  }
}

function findFullName(id: string, webBaseUrl: string): string | undefined {
  const names = Object.values(owners).map((owner) => `${owner}/app`);
  return names.find((name) => repositoryJson(name, webBaseUrl).id === Number(id));
}

function answerPulls(
  url: URL,
  fullName: string,
  tail: string,
  world: World,
  webBaseUrl: string,
): StubResponse {
  const isInto = ({ into = 'repository' }: ScenarioPullRequest) =>
    fullName === `${owners[into]}/app`;
  if (tail === '') {
    const state = url.searchParams.get('state') ?? 'open';
    const pulls = [...world.pulls.values()]
      .filter(isInto)
      .filter((pull) => state === 'all' || (pull.state === 'open') === (state === 'open'))
      .toSorted((one, other) => other.number - one.number);
    return paged(
      url,
      pulls.map((pull) => pullRequestJson(pull, webBaseUrl)),
    );
  }
  const [, number = '', part = ''] =
    /^(\d+)(\.diff|\/files|\/commits|\/reviews|\/reviews\/\d+\/comments)?$/.exec(tail) ?? [];
  const pull = world.pulls.get(Number(number));
  if (!pull || !isInto(pull)) return notFound;
  switch (part) {
    case '.diff':
      return { headers: { 'content-type': 'text/plain;charset=utf-8' }, body: pull.diff };
    case '/files':
      return paged(url, readComparedFiles(pull.diff).map(toFileJson));
    case '/commits':
      return paged(url, (pull.commitList ?? []).toReversed().map(pullRequestCommitJson));
    case '/reviews':
      return paged(url, [...reviewsJson(pull), ...threadReviewsJson(pull)]);
    default:
      if (part !== '') return paged(url, reviewCommentsJson(pull, Number(part.split('/')[2])));
      return { body: { ...pullRequestJson(pull, webBaseUrl), ...countsJson(pull) } };
  }
}

function answerConversation(url: URL, [number]: string[], { pulls }: World): StubResponse {
  const pull = pulls.get(Number(number));
  return pull ? paged(url, conversationJson(pull)) : notFound;
}

function toFileJson({ path: filename }: { path: string }) {
  return { filename, status: 'changed', additions: 3, deletions: 1, changes: 4 };
}

/** One run for each check, with one job. Ids are not the numbers in addresses. */
function answerActions(
  [kind, id, part]: string[],
  { pulls, logs }: World,
  webBaseUrl: string,
): StubResponse {
  const names = [...pulls.values()].flatMap(({ checks }) => checks.map(({ name }) => name));
  const runUrl = (number: number) => `${webBaseUrl}/acme/app/actions/runs/${number}`;
  if (kind === 'jobs') return logs.respond(names[Number(id) - 700], notFound);
  if (kind === 'runs' && part === 'jobs') {
    const index = Number(id) - 300;
    const job = { id: 700 + index, run_id: 300 + index, html_url: `${runUrl(index + 1)}/jobs/0` };
    return { body: { total_count: 1, jobs: [job] } };
  }
  const runs = names.map((_, index) => {
    return { id: 300 + index, run_number: index + 1, html_url: runUrl(index + 1) };
  });
  return { body: { total_count: runs.length, workflow_runs: runs } };
}

const forbidden: StubResponse = { status: 403, body: { message: 'token does not have scope' } };

function answerStatuses(tail: string, { pulls, refusesChecks }: World): StubResponse {
  if (refusesChecks) return forbidden;
  const sha = tail.replace(/\/status$/, '');
  const pull = [...pulls.values()].find(({ headSha }) => headSha === sha);
  return pull ? { body: combinedStatusJson(pull.checks, sha) } : notFound;
}

/** The base branch requires two approvals if one of its pull requests is meant to be blocked. */
function answerBranch(name: string, { pulls, requiredChecks, refusesRules }: World): StubResponse {
  if (refusesRules) return forbidden;
  const isBlocked = [...pulls.values()].some(
    ({ baseBranch, mergeability }) => baseBranch === name && mergeability === 'blocked',
  );
  const rules = isBlocked ? { protected: true, required_approvals: 2 } : {};
  const open = { protected: false, required_approvals: 0, enable_status_check: false };
  const sha = name === 'main' ? baseSha : branchSha;
  const checks = {
    enable_status_check: requiredChecks.length > 0,
    // The first of several is a pattern.
    status_check_contexts: requiredChecks.map((context, index) =>
      index === 0 && requiredChecks.length > 1 ? `*${context.slice(1)}` : context,
    ),
  };
  return { body: { name, commit: { id: sha }, ...open, ...rules, ...checks } };
}

function answerComparison(url: URL, tail: string, world: World): StubResponse {
  const [base, head = ''] = tail.split('...');
  const diff = world.branchDiffs.get(base === 'main' ? head : tail);
  if (diff === undefined && base !== 'main') return notFound;
  if (diff === undefined) return { body: { total_commits: 0, commits: [] } };
  if (world.comparesAsText && url.searchParams.get('output') === 'diff') return { body: diff };
  const commits = [
    commitJson(
      branchSha,
      [baseSha],
      listSides(diff).map(({ path }) => path),
    ),
  ];
  return { body: { total_commits: commits.length, commits } };
}

function answerContents(url: URL, path: string, { branchDiffs }: World): StubResponse {
  const files = [...branchDiffs.values()].flatMap(readComparedFiles);
  const file = files.find((shown) => shown.path === path);
  const text = url.searchParams.get('ref') === baseSha ? file?.before : file?.after;
  return text == null ? notFound : { body: contentsJson(path, text) };
}

function answerRaw(url: URL, fullName: string, path: string, { files }: World): StubResponse {
  const names = Object.keys(owners) as (keyof typeof owners)[];
  const repository = names.find((name) => fullName === `${owners[name]}/app`) ?? 'repository';
  const content = files.find(repository, url.searchParams.get('ref') ?? 'main', path);
  return content === undefined ? notFound : { body: content };
}

/** A page of a list. The link to its neighbor uses the address that Gitea believes in. */
function paged(url: URL, items: readonly unknown[]): StubResponse {
  const limit = Math.min(Number(url.searchParams.get('limit') ?? 30), 50);
  const page = Number(url.searchParams.get('page') ?? 1);
  const headers: Record<string, string> = { 'x-total-count': `${items.length}` };
  if (items.length > limit) {
    const isLast = page * limit >= items.length;
    const other = new URL(`https://gitea.internal${url.pathname}${url.search}`);
    other.searchParams.set('page', `${isLast ? page - 1 : page + 1}`);
    headers.link = `<${other.href}>; rel="${isLast ? 'prev' : 'next'}"`;
  }
  return { headers, body: items.slice((page - 1) * limit, page * limit) };
}
