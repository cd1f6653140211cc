import { fetchCommit } from '../git/bare-repository.ts';
import {
  findCommitId,
  findEntry,
  listCommits,
  listDirectory,
  readBlob,
  type TreeEntry,
} from '../git/read-commits.ts';
import { errorResponse, type HttpResponse, jsonResponse, notFound } from '../http/response.ts';
import type { Call, Route } from '../http/router.ts';
import type { Repository } from '../world/records.ts';
import { findInNetwork, toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toCommitJson } from './commit-json.ts';
import {
  buildComparisonResponse,
  listFilesJson,
  maxPullRequestFiles,
} from './comparison-response.ts';
import { createPullRequestRoute, createRepositoryRoute, paginate } from './resource-routes.ts';

const maxRawBytes = 100 * 1024 * 1024;
/** Larger files are returned without content, unless the raw media type is requested. */
const maxInlineBytes = 1024 * 1024;

/** The routes of files and directories at a ref. */
export function createContentRoutes(world: World): Route[] {
  return [
    createRepositoryRoute(world, 'GET', '/contents', (call, repository) =>
      getContents(world, call, repository, ''),
    ),
    createRepositoryRoute(world, 'GET', '/contents/*path', (call, repository) =>
      getContents(world, call, repository, call.parameters.path ?? ''),
    ),
  ];
}

async function getContents(
  world: World,
  call: Call,
  repository: Repository,
  path: string,
): Promise<HttpResponse> {
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const commit = await findRevision(world, repository, ref);
  if (commit === undefined) return errorResponse(404, `No commit found for the ref ${ref}`);
  const entry = path === '' ? undefined : await findEntry(repository.directory, commit, path);
  if (path === '' || entry?.kind === 'tree') {
    const entries = await listDirectory(repository.directory, commit, path);
    return jsonResponse(entries.map((below) => buildEntryJson(world, repository, below, ref)));
  }
  if (entry === undefined) return notFound();
  const json = buildEntryJson(world, repository, entry, ref);
  if (entry.kind !== 'blob') return jsonResponse(json);
  if (entry.size > maxRawBytes) return tooLargeResponse();
  const content = await readBlob(repository.directory, entry.sha);
  if (wantsRaw(call.accept)) return rawResponse(content);
  const inline = entry.size <= maxInlineBytes;
  return jsonResponse({
    ...json,
    content: inline ? content.toString('base64') : '',
    encoding: inline ? 'base64' : 'none',
  });
}

function wantsRaw(accept: string): boolean {
  return /application\/vnd\.github(\.v3)?\.raw\b/.test(accept);
}

function rawResponse(body: Buffer): HttpResponse {
  return { status: 200, contentType: 'application/vnd.github.raw+json; charset=utf-8', body };
}

function tooLargeResponse(): HttpResponse {
  const message =
    'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.';
  const errors = [{ resource: 'Blob', field: 'data', code: 'too_large' }];
  return jsonResponse({ message, errors, documentation_url: 'https://docs.github.com/rest' }, 403);
}

const types = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;

function buildEntryJson(world: World, repository: Repository, entry: TreeEntry, ref: string) {
  const { path, sha, size, kind, mode } = entry;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const fullName = toFullName(repository);
  const url = getApiUrl(
    world,
    `/repos/${fullName}/contents/${encoded}?ref=${encodeURIComponent(ref)}`,
  );
  const page = kind === 'tree' ? 'tree' : 'blob';
  const htmlUrl = `${world.webBaseUrl}/${fullName}/${page}/${ref}/${encoded}`;
  const gitUrl = getApiUrl(world, `/repos/${fullName}/git/${kind}s/${sha}`);
  return {
    type: mode === '120000' ? 'symlink' : types[kind],
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    size,
    url,
    html_url: htmlUrl,
    git_url: gitUrl,
    download_url: kind === 'blob' ? `${world.webBaseUrl}/${fullName}/raw/${ref}/${encoded}` : null,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}

/** The routes of changes: changed files, commits and comparisons. */
export function createComparisonRoutes(world: World): Route[] {
  return [
    createPullRequestRoute(world, 'GET', '/files', async (call, pullRequest) => {
      const { repository, baseSha, headSha } = pullRequest;
      const files = await listFilesJson(
        world,
        repository,
        { base: baseSha, head: headSha },
        maxPullRequestFiles,
      );
      const page = paginate(getApiUrl(world, ''), call, files);
      return jsonResponse(page.items, 200, page.headers);
    }),
    createPullRequestRoute(world, 'GET', '/commits', async (call, pullRequest) => {
      const { repository, baseSha, headSha } = pullRequest;
      const commits = await listCommits(repository.directory, `${baseSha}..${headSha}`, 250);
      const page = paginate(getApiUrl(world, ''), call, commits);
      const items = page.items.map((commit) => toCommitJson(world, repository, commit));
      return jsonResponse(items, 200, page.headers);
    }),
    createRepositoryRoute(world, 'GET', '/compare/*range', (call, repository) =>
      compare(world, call, repository),
    ),
  ];
}

async function compare(world: World, call: Call, repository: Repository): Promise<HttpResponse> {
  const [base = '', head] = (call.parameters.range ?? '').split('...');
  if (head === undefined) return notFound();
  const baseSha = await findRevision(world, repository, base);
  const headSha = await findRevision(world, repository, head);
  if (baseSha === undefined || headSha === undefined) return notFound();
  return buildComparisonResponse(world, call, repository, baseSha, headSha);
}

/** Finds `revision` or `owner:revision` and fetches its commit into this repository. */
async function findRevision(
  world: World,
  repository: Repository,
  revision: string,
): Promise<string | undefined> {
  const colon = revision.indexOf(':');
  const owner = colon === -1 ? repository.owner.login : revision.slice(0, colon);
  const from = findInNetwork(world, repository, owner);
  if (from === undefined) return undefined;
  const name = revision.slice(colon + 1);
  const sha = from.branches.get(name) ?? (await findCommitId(from.directory, name));
  if (sha !== undefined) await fetchCommit(repository.directory, from.directory, sha);
  return sha;
}
