import { findRefusal, type StubResponse } from '../../testing/forge-double.ts';
import type { ScenarioCommit, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import {
  approvalsJson,
  changedFilesJson,
  discussionsJson,
  listedJson,
  pipelineJson,
  projectJson,
  pullRequestJson,
  reviewersJson,
  statusesJson,
  versionJson,
} from './json-answers.ts';
import {
  baseSha,
  branchSha,
  isAllowedToFail,
  listInto,
  parents,
  projectIds,
  sources,
  toSettings,
  type World,
} from './world.ts';

const notFound: StubResponse = { status: 404, body: { message: '404 Not found' } };
const fileNotFound: StubResponse = { status: 404, body: { message: '404 File Not Found' } };

type FullPath = keyof typeof projectIds;

/** Answers GET of a path below `/api/v4`. */
export function answerRest(url: URL, path: string, world: World, webBaseUrl: string): StubResponse {
  const [, id = '', rest = ''] = /^\/projects\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  const fullPath = findFullPath(decodeURIComponent(id));
  if (!fullPath) return notFound;
  const [kind = '', ...parts] = rest.split('/');
  const status = findRefusal(world.refusals, fullPath, kind === 'merge_requests');
  if (status !== undefined) return { status, body: { message: `${status} Refused` } };
  switch (kind) {
    case '':
      return {
        body: {
          ...toVisible(projectJson(fullPath, webBaseUrl), fullPath, world),
          ...toSettingsJson(world),
        },
      };
    case 'merge_requests':
      return answerPullRequests(url, fullPath, parts, world, webBaseUrl);
    case 'repository':
      if (parts[0] === 'files') return answerFile(url, fullPath, parts, world);
      return answerRepository(url, parts, world);
    case 'jobs':
      return answerTrace(parts, world);
    case 'pipelines':
      return world.hidden.has('pipelines') ? { status: 403, body: {} } : paged(url, []);
    case 'hooks':
      return paged(url, world.hooks);
    default:
      return notFound;
  }
}

function answerTrace([id, part]: string[], { pulls, logs }: World): StubResponse {
  const jobs = [...pulls.values()].flatMap((pull) => statusesJson(pull, () => false));
  const job = jobs.find((one) => String(one.id) === id);
  return part === 'trace' ? logs.respond(job?.name, notFound) : notFound;
}

function findFullPath(id: string): FullPath | undefined {
  const names = Object.keys(projectIds) as FullPath[];
  return names.find((name) => name === id.toLowerCase() || String(projectIds[name]) === id);
}

function toSettingsJson(world: World) {
  const settings = toSettings(world);
  if (!settings) return {};
  return {
    only_allow_merge_if_pipeline_succeeds: settings.pipelineMustSucceed,
    allow_merge_on_skipped_pipeline: null,
    ...(settings.statusChecks && { only_allow_merge_if_all_status_checks_passed: true }),
  };
}

/** GitLab leaves out a project that the token cannot see. */
function toVisible(body: Record<string, unknown>, fullPath: FullPath, { refusals }: World) {
  const parent = parents[fullPath];
  const { forked_from_project: _, ...alone } = body;
  return parent && refusals.has(parent) ? alone : body;
}

function answerPullRequests(
  url: URL,
  fullPath: FullPath,
  [number, part = '']: string[],
  world: World,
  webBaseUrl: string,
): StubResponse {
  if (number === undefined) return listPullRequests(url, fullPath, world, webBaseUrl);
  const pull = listInto(world, fullPath).find((one) => String(one.number) === number);
  if (!pull) return notFound;
  switch (part) {
    case '': {
      const { head_pipeline, ...json } = pullRequestJson(pull, webBaseUrl);
      const pipeline = world.hidden.has('pipelines') ? {} : { head_pipeline };
      return { body: { ...json, ...pipeline, ...world.overlays.get(pull.number) } };
    }
    case 'pipelines': {
      const own = { ...pipelineJson(pull), project_id: projectIds[fullPath] };
      return { body: pull.checks.length > 0 ? [own] : [] };
    }
    case 'status_checks':
      return world.statusChecks
        ? paged(url, world.statusChecks)
        : { status: 403, body: { message: '403 Forbidden' } };
    case 'approvals':
      return { body: approvalsJson(pull) };
    case 'reviewers':
      return { body: reviewersJson(pull) };
    case 'discussions':
      return paged(url, discussionsJson(pull));
    case 'commits':
      return paged(url, toCommits(pull));
    case 'diffs':
      return paged(url, changedFilesJson(pull.diff));
    case 'versions':
      return paged(url, [versionJson(pull)]);
    case 'raw_diffs':
      return { headers: { 'content-type': 'text/plain' }, body: pull.diff };
    default:
      return notFound;
  }
}

function listPullRequests(
  url: URL,
  fullPath: FullPath,
  world: World,
  webBaseUrl: string,
): StubResponse {
  const { searchParams: query } = url;
  const state = query.get('state') ?? 'all';
  const branch = query.get('source_branch');
  const iids = query.getAll('iids[]');
  const pulls = listInto(world, fullPath)
    .filter((pull) => state === 'all' || (state === 'opened') === (pull.state === 'open'))
    .filter((pull) => branch === null || pull.branch === branch)
    .filter(({ number }) => iids.length === 0 || iids.includes(String(number)));
  const withDetails = query.get('with_labels_details') === 'true';
  return paged(
    url,
    pulls.map((pull) => listedJson(pull, webBaseUrl, withDetails)),
  );
}

function answerRepository(url: URL, [kind, name = '', part]: string[], world: World): StubResponse {
  if (kind === 'commits' && part === 'statuses') {
    const pulls = [...world.pulls.values()].filter(({ headSha }) => headSha === name);
    return paged(
      url,
      pulls.flatMap((pull) => statusesJson(pull, (job) => isAllowedToFail(job, world))),
    );
  }
  if (kind === 'merge_base') return { body: { id: baseSha, title: 'Before' } };
  if (kind !== 'compare') return notFound;
  const [from, to] = [url.searchParams.get('from'), url.searchParams.get('to')];
  const diff = world.branchDiffs.get(from === 'main' ? `${to}` : `${from}...${to}`);
  if (diff === undefined) return { status: 404, body: { message: '404 Ref Not Found' } };
  const commit = { id: branchSha, title: 'Fix it' };
  const diffs = changedFilesJson(diff);
  return {
    body: { commit, commits: [commit], diffs, compare_timeout: false, compare_same_ref: false },
  };
}

function answerFile(
  url: URL,
  fullPath: FullPath,
  [, path = '', part]: string[],
  { files }: World,
): StubResponse {
  const repositories = Object.keys(sources) as (keyof typeof sources)[];
  const repository = repositories.find((name) => sources[name] === fullPath) ?? 'repository';
  const ref = url.searchParams.get('ref') ?? 'main';
  const content = files.find(repository, ref, decodeURIComponent(path));
  if (part !== 'raw' || content === undefined) return fileNotFound;
  return { headers: { 'content-type': 'text/plain' }, body: content };
}

function toCommits({ commits, commitList }: ScenarioPullRequest) {
  if (commitList) return commitList.toReversed().map(commitJson);
  return Array.from({ length: commits }, (_, index) => ({ id: `${index}`.padStart(40, 'd') }));
}

function commitJson({ sha, message, author, authoredAt }: ScenarioCommit) {
  return {
    id: sha,
    short_id: sha.slice(0, 8),
    title: message.split('\n')[0],
    message,
    author_name: author,
    author_email: `${author}@acme.test`,
    authored_date: authoredAt.toISOString(),
    committer_name: 'GitLab',
    committed_date: '2026-01-02T00:00:00.000Z',
    created_at: '2026-01-02T00:00:00.000Z',
    web_url: `https://gitlab.internal/acme/app/-/commit/${sha}`,
  };
}

/** A page of a list. The link to the next uses the address that a GitLab behind a proxy believes in. */
export function paged(url: URL, items: readonly unknown[]): StubResponse {
  const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 20), 100);
  const page = Number(url.searchParams.get('page') ?? 1);
  const hasNext = page * perPage < items.length;
  const headers: Record<string, string> = {
    'x-page': `${page}`,
    'x-per-page': `${perPage}`,
    'x-next-page': hasNext ? `${page + 1}` : '',
    'x-total': `${items.length}`,
  };
  if (hasNext) {
    const next = new URL(`https://gitlab.internal${url.pathname}${url.search}`);
    next.searchParams.set('page', `${page + 1}`);
    headers.link = `<${next.href}>; rel="next", <${url.href}>; rel="first"`;
  }
  return { headers, body: items.slice((page - 1) * perPage, page * perPage) };
}
