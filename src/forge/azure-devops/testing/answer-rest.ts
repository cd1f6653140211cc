import { findRefusal, type StubResponse } from '../../testing/forge-double.ts';
import { answerPost, answerPullRequest, answerPullRequests } from './answer-pull-request.ts';
import { listPolicyJson } from './checks-json.ts';
import {
  badRequest,
  baseSha,
  type DoubleRequest,
  findParent,
  listJson,
  notFound,
  pickPage,
  repositories,
  repositoryJson,
  toId,
  toProjectId,
  toRepositoryId,
} from './json-answers.ts';
import { listChangeJson, type World } from './world.ts';

type Repository = (typeof repositories)[keyof typeof repositories];

const all = Object.values(repositories);

/** The response of Azure's REST API; undefined for an unknown endpoint. */
export function answerRest(request: DoubleRequest, world: World): StubResponse | undefined {
  const { segments, query } = request;
  const isScoped = segments[0] !== '_apis';
  const project = isScoped ? segments[0] : undefined;
  const [area, resource, id, ...rest] = segments.slice(isScoped ? 2 : 1);
  const version = query.get('api-version') ?? '';
  const isPreview = version === '6.0-preview.1';
  if (version !== '6.0' && !isPreview) return badRequest('VssVersionNotSpecifiedException');
  switch (`${area}/${resource}`) {
    case 'git/repositories': {
      const repository = findRepository(project, id ?? '');
      if (!repository) return notFound('TF401019: The Git repository does not exist.');
      return answerRepository(repository, rest, request, world);
    }
    case 'policy/evaluations':
      return isPreview ? answerPolicies(request, world) : badRequest('VssInvalidPreviewVersion');
    case 'build/builds':
      return answerBuild(id, rest, world);
    case 'hooks/subscriptions':
      return answerSubscriptions(id, request, world);
    default:
      return undefined;
  }
}

function answerRepository(
  repository: Repository,
  [part, first, ...rest]: string[],
  request: DoubleRequest,
  world: World,
): StubResponse | undefined {
  const { query, webBaseUrl } = request;
  const name = `${repository.owner}/${repository.name}`;
  const status = findRefusal(world.refusals, name, part?.toLowerCase() === 'pullrequests');
  if (status !== undefined) return { ...notFound('TF401019: No access.'), status };
  const parent = findParent(repository);
  switch (part?.toLowerCase()) {
    case undefined: {
      const parentRepository = parent && repositoryJson(parent, webBaseUrl);
      const isRequested = query.get('includeParent') === 'true';
      const ofFork = { isFork: true, ...(isRequested && { parentRepository }) };
      return { body: { ...repositoryJson(repository, webBaseUrl), ...(parent && ofFork) } };
    }
    case 'pullrequests': {
      if (first === undefined) return answerPullRequests(repository, request, world);
      const pull = world.pulls.get(Number(first));
      if (!pull || repositories[pull.into ?? 'repository'] !== repository)
        return notFound('TF401180: The requested pull request was not found.');
      if (request.method === 'POST') return answerPost(rest[0], request, world);
      return answerPullRequest(pull, rest[0], request);
    }
    case 'items':
      return answerItem(repository, query, world);
    case 'diffs':
      return answerDiff(request, world);
    case 'blobs': {
      const text = world.blobs.get(first ?? '');
      const headers = { 'content-type': 'application/octet-stream' };
      return text === undefined ? notFound('TF401175: not found') : { headers, body: text };
    }
    default:
      return undefined;
  }
}

function answerItem(
  repository: Repository,
  query: URLSearchParams,
  { files }: World,
): StubResponse {
  const names = Object.keys(repositories) as (keyof typeof repositories)[];
  const from = names.find((name) => repositories[name] === repository) ?? 'repository';
  const version = query.get('versionDescriptor.version') ?? '';
  const isCommit = query.get('versionDescriptor.versionType') === 'commit';
  const isConsistent = isCommit === /^[0-9a-f]{40}$/.test(version);
  const path = query.get('path')?.replace(/^\//, '') ?? '';
  const body = isConsistent ? files.find(from, version, path) : undefined;
  if (body === undefined) return notFound(`TF401174: The item '/${path}' could not be found.`);
  return { headers: { 'content-type': 'application/octet-stream' }, body };
}

function answerDiff({ query }: DoubleRequest, world: World): StubResponse {
  const version = query.get('targetVersion') ?? '';
  const base = query.get('baseVersion') ?? '';
  const isKnownBase = base === 'main' || base === baseSha;
  const files = world.compared.get(isKnownBase ? version : `${base}...${version}`);
  if (!files || query.get('diffCommonCommit') !== 'true') {
    return notFound('TF401175: The version descriptor could not be resolved.');
  }
  const entries = listChangeJson(files);
  const changes = pickPage(entries, query);
  const isCommit = query.get('targetVersionType') === 'commit';
  const body = {
    allChangesIncluded: Number(query.get('$skip')) + changes.length >= entries.length,
    changeCounts: { Edit: entries.length },
    changes,
    commonCommit: baseSha,
    baseCommit: baseSha,
    targetCommit: isCommit ? version : 'c'.repeat(40),
    aheadCount: 2,
    behindCount: 0,
  };
  return { body };
}

function answerPolicies({ query }: DoubleRequest, world: World): StubResponse {
  const prefix = `vstfs:///CodeReview/CodeReviewId/${toProjectId(repositories.repository)}/`;
  const artifact = query.get('artifactId') ?? '';
  const pull = world.pulls.get(Number(artifact.replace(prefix, '')));
  return { body: listJson(pull ? pickPage(listPolicyJson(pull), query) : []) };
}

/** A build for each policy, with a job and two tasks, the second of which failed. */
function answerBuild(
  id: string | undefined,
  [part, logId]: string[],
  { pulls, logs }: World,
): StubResponse | undefined {
  const names = [...pulls.values()].flatMap(({ checks }) => checks.filter((_, at) => at % 2 === 1));
  const name = names[Number(id) - 100]?.name;
  const missing = notFound('The requested build could not be found.');
  if (part === 'timeline') {
    const tasks = [recordJson('Task', 6, 'succeeded'), recordJson('Task', 7, 'failed')];
    return {
      body: { records: [...tasks, recordJson('Job', 5, 'failed'), { type: 'Stage', log: null }] },
    };
  }
  if (part !== 'logs') return undefined;
  if (logId !== undefined) return logId === '7' ? logs.respond(name, missing) : missing;
  const text = logs.find(name);
  const all = text === undefined ? [] : [{ id: 7, lineCount: text.split('\n').length - 1 }];
  return { body: listJson([{ id: 5, lineCount: 1 }, { id: 6, lineCount: 1 }, ...all]) };
}

function recordJson(type: string, logId: number, result: string) {
  return { type, result, startTime: `2026-01-01T11:00:0${logId}Z`, log: { id: logId } };
}

function answerSubscriptions(
  id: string | undefined,
  { method, body }: DoubleRequest,
  world: World,
): StubResponse | undefined {
  const { subscriptions } = world;
  if (method === 'GET') return { body: listJson([...subscriptions.values()]) };
  const isKnown = id !== undefined && subscriptions.has(id);
  if (method !== (isKnown ? 'PUT' : 'POST')) return undefined;
  const savedId = id ?? toId(`subscription ${subscriptions.size}`);
  const saved = { ...(body as object), id: savedId };
  subscriptions.set(savedId, saved);
  return { body: saved };
}

function findRepository(project: string | undefined, id: string): Repository | undefined {
  return all.find((repository) => {
    if (project === undefined) return toRepositoryId(repository) === id;
    const names = [`acme/${project}`, id].map((name) => name.toLowerCase());
    return [repository.owner, repository.name].every(
      (name, index) => name.toLowerCase() === names[index],
    );
  });
}
