import { findRefusal, type StubResponse } from '../../testing/forge-double.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { toChangesJson, toDiffJson, toFileDiffJson } from './diff-json.ts';
import {
  type app,
  buildJson,
  commitJson,
  conditionJson,
  errorJson,
  heads,
  listActivitiesJson,
  mergeJson,
  names,
  pullRequestJson,
  repositoryJson,
  toPage,
} from './json-answers.ts';
import type { Hook, World } from './world.ts';

const repositories = Object.values(heads);

/** Answers calls such as `GET /projects/ACME/repos/app`. */
export function answerRest(call: string, url: URL, sent: unknown, world: World): StubResponse {
  const builds = /^GET \/build-status\/1\.0\/commits\/([0-9a-f]+)$/.exec(call);
  if (builds) return answerBuilds(builds[1] ?? '', url, world);
  if (/^GET \/required-builds\/latest\/projects\/[^/]+\/repos\/app\/conditions$/.test(call)) {
    return answerConditions(url, world);
  }
  const [, project] = /^GET \/(?:projects\/([^/]+)\/)?repos$/.exec(call) ?? [];
  if (call.endsWith('/repos')) return answerRepositories(project, url, world);
  const [, key = '', slug = '', rest = ''] =
    /^\w+ \/projects\/([^/]+)\/repos\/([^/]+)(?:\/(.*))?$/.exec(call) ?? [];
  const repository = repositories.find(
    (one) => one.owner.toLowerCase() === key.toLowerCase() && one.name === slug,
  );
  if (!repository) return toNotFound('repository.NoSuchRepositoryException');
  const name = `${repository.owner}/${repository.name}`;
  const status = findRefusal(world.refusals, name, rest.startsWith('pull-requests'));
  if (status !== undefined) return { ...toNotFound('AuthorisationException'), status };
  if (rest.startsWith('webhooks')) return answerHooks(call, url, sent, world);
  const [, number, part] = /^pull-requests\/(\d+)(.*)$/.exec(rest) ?? [];
  const numbered = world.pulls.get(Number(number));
  const pull =
    numbered && heads[numbered.into ?? 'repository'] === repository ? numbered : undefined;
  if (pull && call.startsWith('POST ')) return answerComment(part ?? '', sent, world);
  if (pull) return answerPullRequest(pull, part ?? '', url, world);
  const [, where = '', path = ''] = /^(raw|compare\/diff)\/(.+)$/.exec(rest) ?? [];
  if (where === 'raw') return answerFile(repository, decodeURIComponent(path), url, world);
  if (where !== '') {
    const diff = findComparedDiff(url, world) ?? '';
    return { body: toFileDiffJson(diff, decodeURIComponent(path), url) };
  }
  switch (rest) {
    case '':
      return { body: repositoryJson(repository, world.webBaseUrl) };
    case 'pull-requests':
      return answerList(repository, url, world);
    case 'default-branch':
      return { body: { id: 'refs/heads/main', displayId: 'main', type: 'BRANCH' } };
    case 'commits':
      return toPage([{ id: 'e'.repeat(40), message: 'Work' }], url);
    case 'compare/diff': {
      const diff = findComparedDiff(url, world);
      if (diff === undefined) return toNotFound('commit.NoSuchCommitException');
      return { body: toDiffJson(diff, findContext(url)) };
    }
    case 'compare/changes': {
      const diff = findComparedDiff(url, world);
      if (diff === undefined) return toNotFound('commit.NoSuchCommitException');
      return toPage(toChangesJson(diff), url);
    }
    default:
      return toNotFound('pull.NoSuchPullRequestException');
  }
}

/** The visible repositories of a project, or those with a name. */
function answerRepositories(
  project: string | undefined,
  url: URL,
  { refusals, webBaseUrl }: World,
): StubResponse {
  const name = url.searchParams.get('name')?.toLowerCase();
  const statuses = repositories.map(({ owner, name: slug }) => refusals.get(`${owner}/${slug}`));
  const broken = statuses.find((status) => status !== undefined && status >= 500);
  if (broken !== undefined)
    return { status: broken, body: errorJson('ServiceException', 'Broken.') };
  const listed = repositories.filter((repository, index) => {
    if (statuses[index] !== undefined) return false;
    return project === undefined
      ? name === repositoryJson(repository, '').name.toLowerCase()
      : repository.owner.toLowerCase() === project.toLowerCase();
  });
  return toPage(
    listed.map((repository) => repositoryJson(repository, webBaseUrl)),
    url,
  );
}

function answerPullRequest(
  pull: ScenarioPullRequest,
  part: string,
  url: URL,
  world: World,
): StubResponse {
  const [, path] = /^\/diff\/(.+)$/.exec(part) ?? [];
  if (path !== undefined) return { body: toFileDiffJson(pull.diff, decodeURIComponent(path), url) };
  switch (part) {
    case '':
      return { body: pullRequestJson(pull, world.webBaseUrl) };
    case '.diff':
      return { body: pull.diff };
    case '/diff':
      return { body: toDiffJson(pull.diff, findContext(url)) };
    case '/changes':
      return toPage(toChangesJson(pull.diff), url);
    case '/activities':
      return toPage(listActivitiesJson(pull), url);
    case '/commits': {
      const listed = pull.commitList?.toReversed().map(commitJson);
      if (listed) return toPage(listed, url);
      const commits = Array.from({ length: pull.commits }, (_, index) => ({ id: `${index}` }));
      return toPage(commits, url, { authorCount: 1, totalCount: pull.commits });
    }
    case '/merge': {
      const conflict = errorJson('pull.InvalidPullRequestStateException', 'It is not open.');
      return pull.state === 'open' ? { body: mergeJson(pull) } : { status: 409, body: conflict };
    }
    default:
      return toNotFound('NoSuchResourceException');
  }
}

/** A file by its commit, or by the full ref of a branch. */
function answerFile(
  repository: typeof app,
  path: string,
  { searchParams }: URL,
  { files }: World,
): StubResponse {
  const at = searchParams.get('at') ?? '';
  const ref = /^refs\/heads\/(.+)$|^([0-9a-f]{40})$/.exec(at);
  const keys = Object.keys(heads) as (keyof typeof heads)[];
  const name = keys.find((key) => heads[key] === repository) ?? 'repository';
  const content = files.find(name, ref?.[1] ?? ref?.[2] ?? '', path);
  if (content === undefined) return toNotFound('content.NoSuchPathException');
  return { headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: content };
}

function answerList(repository: typeof app, url: URL, world: World): StubResponse {
  const { searchParams } = url;
  const at = searchParams.get('at');
  const id = repositoryJson(repository, '').id;
  const isVisible = ({ into = 'repository' }: ScenarioPullRequest) =>
    !world.refusals.has(names[into]);
  const pulls = [...world.pulls.values()].filter(isVisible);
  const bodies = pulls.map((pull) => pullRequestJson(pull, world.webBaseUrl));
  const isOutgoing = searchParams.get('direction') === 'OUTGOING';
  const listed = bodies.filter((body) => {
    const ref = isOutgoing ? body.fromRef : body.toRef;
    const isState = body.state === searchParams.get('state');
    return isState && ref.repository.id === id && (at === null || ref.id === at);
  });
  return toPage(
    listed.toSorted((one, other) => other.createdDate - one.createdDate),
    url,
  );
}

function answerBuilds(sha: string, url: URL, world: World): StubResponse {
  const pulls = [...world.pulls.values()].filter(({ headSha }) => headSha === sha);
  const checks = pulls.flatMap(({ checks: each }) => each);
  return toPage(checks.map(buildJson), url);
}

function answerConditions(url: URL, { requiredPlans, refusesConditions }: World): StubResponse {
  if (refusesConditions) return { ...toNotFound('AuthorisationException'), status: 403 };
  return toPage(requiredPlans.length > 0 ? [conditionJson(requiredPlans)] : [], url);
}

/** Undefined for commits that the repository does not have. */
function findComparedDiff({ searchParams }: URL, { branchDiffs }: World): string | undefined {
  const head = searchParams.get('from') ?? '';
  const base = searchParams.get('to');
  if (!head.startsWith('refs/heads/')) return branchDiffs.get(`${base}...${head}`);
  const branch = head.replace(/^refs\/heads\//, '');
  return base === 'refs/heads/main' ? (branchDiffs.get(branch) ?? '') : '';
}

function findContext({ searchParams }: URL): number {
  return Number(searchParams.get('contextLines') ?? 10);
}

function toNotFound(exception: string): StubResponse {
  return { status: 404, body: errorJson(exception, 'It does not exist.') };
}

interface SentComment {
  text: string;
  anchor: {
    diffType: string;
    path: string;
    line: number;
    lineType: string;
    fileType: 'FROM' | 'TO';
  };
}

const lineTypes = { FROM: ['REMOVED', 'CONTEXT'], TO: ['ADDED', 'CONTEXT'] };

/** Answers POST of a comment. Bitbucket accepts any line, whether or not it is in the diff. */
function answerComment(part: string, sent: unknown, { posted }: World): StubResponse {
  const { text, anchor } = sent as SentComment;
  const { diffType, path, line, lineType, fileType } = anchor;
  const isAnchor = diffType === 'EFFECTIVE' && lineTypes[fileType].includes(lineType);
  if (part !== '/comments' || !isAnchor) {
    return { status: 400, body: errorJson('validation.ArgumentValidationException', 'No anchor.') };
  }
  const side = fileType === 'FROM' ? 'old' : 'new';
  const id = posted.push({ path, side, line, startLine: null, body: text });
  return { status: 201, body: { id, version: 0, text, properties: { repositoryId: 1 } } };
}

/** Lists, creates and replaces the webhooks of a repository. */
function answerHooks(
  call: string,
  url: URL,
  sent: unknown,
  { hooks, knownEvents }: World,
): StubResponse {
  const [, id] = /\/webhooks\/(\d+)$/.exec(call) ?? [];
  if (call.startsWith('GET ')) return toPage(hooks.map(withoutSecret), url);
  if (!(sent as Hook).events.every((event) => knownEvents.test(event))) {
    return { status: 400, body: errorJson('webhook.InvalidEventException', 'No such event.') };
  }
  if (call.startsWith('POST ')) {
    const created = { ...(sent as Hook), id: hooks.length + 1 };
    hooks.push(created);
    return { status: 201, body: withoutSecret(created) };
  }
  const index = hooks.findIndex((hook) => hook.id === Number(id));
  if (index < 0) {
    return { status: 404, body: errorJson('webhook.NoSuchWebhookException', 'No such webhook.') };
  }
  hooks[index] = { ...(sent as Hook), id: Number(id) };
  return { body: withoutSecret(hooks[index]) };
}

/** New versions do not return the secret. */
function withoutSecret(hook: Hook): Hook {
  return { ...hook, configuration: {} };
}
