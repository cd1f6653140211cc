import { findEntry, listCommits, listPaths, readBlob, readDiff } from '../git/read-commits.ts';
import type { HttpResponse } from '../http/response.ts';
import type { PullRequest, Repository } from '../world/records.ts';
import { findRepository, toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { buildAvatar, html, htmlResponse } from './layout.ts';
import { buildPullRequestPage, findRunPage, renderState } from './pull-request-page.ts';

const maxFileBytes = 500_000;

/** The web pages of the forge, which links to it open. */
export function createPages(world: World): (path: string) => Promise<HttpResponse> {
  return async (path) => {
    const [owner = '', name = '', section, ...rest] = path.slice(1).split('/').map(decode);
    if (path === '/') return buildStartPage(world);
    if (owner === 'avatars') return buildAccountAvatar(world, Number(section));
    const repository = findRepository(world, owner, name.replace(/\.git$/, ''));
    if (repository === undefined) return buildNotFoundPage(path);
    if (section === undefined || section === '') return buildRepositoryPage(repository);
    if (section === 'tree') return buildTreePage(repository, rest.join('/'));
    if (section === 'blob')
      return (await findFilePage(repository, rest.join('/'))) ?? buildNotFoundPage(path);
    if (section === 'runs')
      return findRunPage(repository, Number(rest[0])) ?? buildNotFoundPage(path);
    if (section !== 'pull') return buildNotFoundPage(path);
    const [number = '', format] = (rest[0] ?? '').split('.');
    const pullRequest = repository.pullRequests.get(Number(number));
    if (pullRequest === undefined) return buildNotFoundPage(path);
    return format === 'diff'
      ? diffTextResponse(pullRequest)
      : buildPullRequestPage(world, pullRequest);
  };
}

function buildStartPage(world: World): HttpResponse {
  const items = [...world.repositoriesById.values()].map(
    (repository) => html`<li><a href="/${toFullName(repository)}">${toFullName(repository)}</a>`,
  );
  return htmlResponse('Demo forge', html`<h1>Repositories</h1><ul>${items}</ul>`);
}

function buildRepositoryPage(repository: Repository): HttpResponse {
  const name = toFullName(repository);
  const branches = [...repository.branches.keys()].map(
    (branch) => html`<li><a href="/${name}/tree/${branch}">${branch}</a>`,
  );
  const pulls = [...repository.pullRequests.values()].toReversed().map(
    (pull) => html`<li>${renderState(pull)} <a href="/${name}/pull/${pull.number}">${pull.title}</a>
<small>#${pull.number} by ${pull.author.login}</small>`,
  );
  const content = html`<h1>${name}</h1><p>${repository.description}</p>
<h2>Pull requests</h2><ul>${pulls}</ul><h2>Branches</h2><ul>${branches}</ul>`;
  return htmlResponse(name, content);
}

async function buildTreePage(repository: Repository, branch: string): Promise<HttpResponse> {
  const commit = repository.branches.get(branch);
  const name = toFullName(repository);
  if (commit === undefined) return buildNotFoundPage(`${name}/tree/${branch}`);
  const [paths, commits] = await Promise.all([
    listPaths(repository.directory, commit),
    listCommits(repository.directory, commit, 20),
  ]);
  const log = commits
    .toReversed()
    .map(({ sha, message }) => html`<li><code>${sha.slice(0, 7)}</code> ${message}`);
  const content = html`<h1><a href="/${name}">${name}</a> at <code>${branch}</code></h1>
<ul>${paths.map((path) => html`<li><code><a href="/${name}/blob/${branch}/${path}">${path}</a></code>`)}</ul><h2>Latest commits</h2>
<ul>${log}</ul>`;
  return htmlResponse(`${name} at ${branch}`, content);
}

async function diffTextResponse({
  repository,
  baseSha,
  headSha,
}: PullRequest): Promise<HttpResponse> {
  const body = await readDiff(repository.directory, baseSha, headSha);
  const headers = { 'X-Content-Type-Options': 'nosniff' };
  return { status: 200, contentType: 'text/plain; charset=utf-8', body, headers };
}

function buildAccountAvatar(world: World, id: number): HttpResponse {
  const account = [...world.accounts.values()].find((candidate) => candidate.id === id);
  return account === undefined ? buildNotFoundPage('avatar') : buildAvatar(account.login, id);
}

function buildNotFoundPage(path: string): HttpResponse {
  return htmlResponse('Not found', html`<h1>Not found</h1><p>There is no ${path} here.</p>`, 404);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The page of a file, if it exists. `place` is a ref, a slash and the path. */
async function findFilePage(
  repository: Repository,
  place: string,
): Promise<HttpResponse | undefined> {
  const found = findRef(repository, place);
  if (found === undefined) return undefined;
  const { directory } = repository;
  const entry = await findEntry(directory, found.commit, found.path);
  if (entry?.kind !== 'blob') return undefined;
  const content = (await readBlob(directory, entry.sha)).subarray(0, maxFileBytes);
  const text = content.includes(0) ? 'This is not a text file.' : content.toString();
  const name = toFullName(repository);
  const page = html`<h1>${found.path}</h1>
<p><a href="/${name}">${name}</a> at <code>${found.ref}</code></p><pre>${text}</pre>`;
  return htmlResponse(`${found.path} · ${name}`, page);
}

/** Branch names may contain slashes, but no branch name is a prefix directory of another. */
function findRef({ branches }: Repository, place: string) {
  for (const [ref, commit] of branches) {
    if (place.startsWith(`${ref}/`)) return { ref, commit, path: place.slice(ref.length + 1) };
  }
  const [, commit, path] = /^([0-9a-f]{40})\/(.+)$/s.exec(place) ?? [];
  return commit === undefined || path === undefined ? undefined : { ref: commit, commit, path };
}
