import { createHash } from 'node:crypto';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { toOwnerParts } from '../names.ts';
import { toPullRequestUrl, toRepositoryUrl } from '../urls.ts';

// Bodies in Azure's form, with extra fields to catch a parser that reads the wrong one.

export const app = { owner: 'acme/Team Work', name: 'app' };
export const fork = { owner: 'acme/bob', name: 'app' };
export const otherFork = { owner: 'acme/mallory', name: 'app' };
export const forkOfFork = { owner: 'acme/dana', name: 'app' };
export const repositories = { repository: app, fork, otherFork, forkOfFork };
export const names = {
  repository: 'acme/Team Work/app',
  fork: 'acme/bob/app',
  otherFork: 'acme/mallory/app',
  forkOfFork: 'acme/dana/app',
} as const;

/** The repository that a fork was created from. */
export function findParent(repository: RepositoryReference): RepositoryReference | undefined {
  if (repository === app) return undefined;
  return repository === forkOfFork ? fork : app;
}

export const baseSha = 'b'.repeat(40);

/** A stable id for a name. */
export function toId(name: string): string {
  const hex = createHash('sha1').update(name.toLowerCase()).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

export function toRepositoryId({ owner, name }: RepositoryReference): string {
  return toId(`${owner}/${name}`);
}

export function toProjectId({ owner }: RepositoryReference): string {
  return toId(owner);
}

export function repositoryJson(repository: RepositoryReference, webBaseUrl: string) {
  const { organization, project } = toOwnerParts(repository);
  const id = toRepositoryId(repository);
  const projectId = toProjectId(repository);
  const api = `${webBaseUrl}/${organization}/${projectId}/_apis/git/repositories/${id}`;
  const remoteUrl = toRepositoryUrl(repository, webBaseUrl);
  const state = 'wellFormed';
  return {
    id,
    name: repository.name,
    url: api,
    project: { id: projectId, name: project, state, revision: 11, visibility: 'private' },
    defaultBranch: 'refs/heads/main',
    size: 1232,
    remoteUrl,
    webUrl: remoteUrl,
    isDisabled: false,
  };
}

export function identityJson(name: string) {
  const id = toId(name);
  const imageUrl = `https://avatars.test/_api/_common/identityImage?id=${id}`;
  return { id, displayName: `${name} the person`, uniqueName: name, imageUrl };
}

const states = { open: 'active', closed: 'abandoned', merged: 'completed' } as const;

const mergeStatuses: Record<ScenarioPullRequest['mergeability'], string> = {
  mergeable: 'succeeded',
  behind: 'succeeded',
  blocked: 'succeeded',
  conflicting: 'conflicts',
  computing: 'queued',
};

export function pullRequestJson(pull: ScenarioPullRequest, webBaseUrl: string) {
  const from = repositories[pull.from];
  const ref = `refs/heads/${pull.branch}`;
  const repository = repositories[pull.into ?? 'repository'];
  return {
    repository: repositoryJson(repository, webBaseUrl),
    pullRequestId: pull.number,
    codeReviewId: pull.number,
    status: states[pull.state],
    createdBy: identityJson(pull.author),
    creationDate: '2026-01-01T10:00:00.3177724Z',
    ...(pull.settledAt && { closedDate: pull.settledAt.toISOString() }),
    title: pull.title,
    ...(pull.description && { description: pull.description }),
    sourceRefName: ref,
    targetRefName: `refs/heads/${pull.baseBranch}`,
    mergeStatus: mergeStatuses[pull.mergeability],
    isDraft: pull.draft,
    mergeId: toId(`merge ${pull.number}`),
    lastMergeSourceCommit: { commitId: pull.headSha },
    lastMergeTargetCommit: { commitId: baseSha },
    reviewers: reviewersJson(pull),
    // Left out when there are none, as the service does.
    ...(pull.labels.length > 0 && {
      labels: pull.labels.map(({ name }) => ({ id: toId(name), name, active: true })),
    }),
    url: `${toPullRequestUrl({ repository, number: pull.number }, webBaseUrl)}/api`,
    ...(from !== repository && {
      forkSource: { repository: repositoryJson(from, webBaseUrl), name: ref },
    }),
    supportsIterations: true,
  };
}

function reviewersJson({ reviews, requestedReviewers }: ScenarioPullRequest) {
  const votes = new Map(requestedReviewers.map((login) => [login, 0]));
  for (const { login, verdict } of reviews) {
    if (verdict !== 'commented') votes.set(login, verdict === 'approved' ? 10 : -5);
  }
  return [...votes].map(([login, vote]) => ({
    ...identityJson(login),
    reviewerUrl: null,
    vote,
    hasDeclined: false,
    isFlagged: false,
  }));
}

export function listJson(value: unknown[]) {
  return { count: value.length, value };
}

export function errorJson(message: string, typeKey = 'VssServiceException') {
  return { $id: '1', innerException: null, message, typeKey, errorCode: 0, eventId: 3000 };
}

export interface DoubleRequest {
  method: string;
  /** Decoded segments after the collection. */
  segments: readonly string[];
  query: URLSearchParams;
  body: unknown;
  webBaseUrl: string;
}

export const mostPerPage = 100;

/** The page that `$top` and `$skip` select. */
export function pickPage<Item>(items: readonly Item[], query: URLSearchParams): Item[] {
  const skip = Number(query.get('$skip') ?? 0);
  return items.slice(skip, skip + Math.min(mostPerPage, Number(query.get('$top') ?? mostPerPage)));
}

export function notFound(message: string): StubResponse {
  return { status: 404, body: errorJson(message) };
}

export function badRequest(typeKey: string): StubResponse {
  return { status: 400, body: errorJson('The api-version is not supported.', typeKey) };
}
