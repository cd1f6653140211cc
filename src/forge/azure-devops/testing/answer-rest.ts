import type { StubResponse } from '../../testing/forge-double.ts';
import { answerPost } from './answer-post.ts';
import { answerPullRequest, answerPullRequests } from './answer-pull-request.ts';
import { type Asked, toPage, toRefused, toUnknown } from './asked.ts';
import { listPolicyJson } from './checks-json.ts';
import { listChangeJson } from './files.ts';
import {
  app,
  baseSha,
  listJson,
  repositories,
  repositoryJson,
  toId,
  toProjectId,
  toRepositoryId,
} from './json-answers.ts';
import type { World } from './world.ts';

type Repository = (typeof repositories)[keyof typeof repositories];

const all = Object.values(repositories);
/** What Azure answers; undefined for what it does not know. */
export function answerRest(asked: Asked, world: World): StubResponse | undefined {
  const { segments, query } = asked;
  const isScoped = segments[0] !== '_apis';
  const project = isScoped ? segments[0] : undefined;
  const [area, resource, id, ...rest] = segments.slice(isScoped ? 2 : 1);
  const version = query.get('api-version') ?? '';
  const isPreview = version === '6.0-preview.1';
  if (version !== '6.0' && !isPreview) return toRefused('VssVersionNotSpecifiedException');
  switch (`${area}/${resource}`) {
    case 'git/repositories': {
      const repository = findRepository(project, id ?? '');
      if (!repository) return toUnknown('TF401019: The Git repository does not exist.');
      return answerRepository(repository, rest, asked, world);
    }
    case 'policy/evaluations':
      return isPreview ? answerPolicies(asked, world) : toRefused('VssInvalidPreviewVersion');
    case 'hooks/subscriptions':
      return answerSubscriptions(id, asked, world);
    default:
      return undefined;
  }
}

function answerRepository(
  repository: Repository,
  [part, first, ...rest]: string[],
  asked: Asked,
  world: World,
): StubResponse | undefined {
  const { query, webBaseUrl } = asked;
  const isOwn = repository === repositories.repository;
  switch (part?.toLowerCase()) {
    case undefined: {
      const parentRepository = repositoryJson(app, webBaseUrl);
      const isAsked = query.get('includeParent') === 'true';
      const ofFork = { isFork: true, ...(isAsked && { parentRepository }) };
      return { body: { ...repositoryJson(repository, webBaseUrl), ...(!isOwn && ofFork) } };
    }
    case 'pullrequests': {
      if (first === undefined) return answerPullRequests(isOwn, asked, world);
      const pull = isOwn ? world.pulls.get(Number(first)) : undefined;
      if (!pull) return toUnknown('TF401180: The requested pull request was not found.');
      if (asked.method === 'POST') return answerPost(rest[0], asked, world);
      return answerPullRequest(pull, rest[0], asked);
    }
    case 'items':
      return answerItem(repository, query, world);
    case 'diffs':
      return answerDiff(asked, world);
    case 'blobs': {
      const text = world.blobs.get(first ?? '');
      const headers = { 'content-type': 'application/octet-stream' };
      return text === undefined ? toUnknown('TF401175: not found') : { headers, body: text };
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
  const isMeant = isCommit === /^[0-9a-f]{40}$/.test(version);
  const path = query.get('path')?.replace(/^\//, '') ?? '';
  const body = isMeant ? files.find(from, version, path) : undefined;
  if (body === undefined) return toUnknown(`TF401174: The item '/${path}' could not be found.`);
  return { headers: { 'content-type': 'application/octet-stream' }, body };
}

function answerDiff({ query }: Asked, world: World): StubResponse {
  const version = query.get('targetVersion') ?? '';
  const files = world.compared.get(version);
  if (!files || query.get('diffCommonCommit') !== 'true') {
    return toUnknown('TF401175: The version descriptor could not be resolved.');
  }
  const entries = listChangeJson(files);
  const changes = toPage(entries, query);
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

function answerPolicies({ query }: Asked, world: World): StubResponse {
  const prefix = `vstfs:///CodeReview/CodeReviewId/${toProjectId(repositories.repository)}/`;
  const artifact = query.get('artifactId') ?? '';
  const pull = world.pulls.get(Number(artifact.replace(prefix, '')));
  return { body: listJson(pull ? toPage(listPolicyJson(pull), query) : []) };
}

function answerSubscriptions(
  id: string | undefined,
  { method, body }: Asked,
  world: World,
): StubResponse | undefined {
  const { subscriptions } = world;
  if (method === 'GET') return { body: listJson([...subscriptions.values()]) };
  const isKnown = id !== undefined && subscriptions.has(id);
  if (method !== (isKnown ? 'PUT' : 'POST')) return undefined;
  const given = id ?? toId(`subscription ${subscriptions.size}`);
  const saved = { ...(body as object), id: given };
  subscriptions.set(given, saved);
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
