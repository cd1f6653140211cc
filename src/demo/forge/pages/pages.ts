import { listCommits, listPaths, readDiff } from '../git/read-commits.ts';
import type { Answer } from '../http/answer.ts';
import { listChecks } from '../world/checks.ts';
import { getPullRequestComparison } from '../world/comparisons.ts';
import { findRepository, toFullName } from '../world/repositories.ts';
import { listLatestVerdicts } from '../world/reviews.ts';
import type { PullRequest, Repository, World } from '../world/world.ts';
import { type Html, html } from './html.ts';
import { toAvatar, toPageAnswer } from './layout.ts';

/** The web face: small readable pages, so that links lead somewhere real. */
export function createPages(world: World): (path: string) => Promise<Answer> {
  return async (path) => {
    const [owner = '', name = '', section, ...rest] = path.slice(1).split('/').map(decode);
    if (path === '/') return toStartPage(world);
    if (owner === 'avatars') return toAccountPicture(world, Number(section));
    const repository = findRepository(world, owner, name.replace(/\.git$/, ''));
    if (repository === undefined) return toMissing(path);
    if (section === undefined || section === '') return toRepositoryPage(repository);
    if (section === 'tree') return toTreePage(repository, rest.join('/'));
    if (section !== 'pull') return toMissing(path);
    const [number = '', format] = (rest[0] ?? '').split('.');
    const pullRequest = repository.pullRequests.get(Number(number));
    if (pullRequest === undefined) return toMissing(path);
    return format === 'diff' ? toPlainDiff(pullRequest) : toPullRequestPage(world, pullRequest);
  };
}

function toStartPage(world: World): Answer {
  const items = [...world.repositoriesById.values()].map(
    (repository) => html`<li><a href="/${toFullName(repository)}">${toFullName(repository)}</a>`,
  );
  return toPageAnswer('Demo forge', html`<h1>Repositories</h1><ul>${items}</ul>`);
}

function toRepositoryPage(repository: Repository): Answer {
  const name = toFullName(repository);
  const branches = [...repository.branches.keys()].map(
    (branch) => html`<li><a href="/${name}/tree/${branch}">${branch}</a>`,
  );
  const pulls = [...repository.pullRequests.values()].toReversed().map(
    (pull) => html`<li>${toState(pull)} <a href="/${name}/pull/${pull.number}">${pull.title}</a>
<small>#${pull.number} by ${pull.author.login}</small>`,
  );
  const content = html`<h1>${name}</h1><p>${repository.description}</p>
<h2>Pull requests</h2><ul>${pulls}</ul><h2>Branches</h2><ul>${branches}</ul>`;
  return toPageAnswer(name, content);
}

async function toTreePage(repository: Repository, branch: string): Promise<Answer> {
  const commit = repository.branches.get(branch);
  const name = toFullName(repository);
  if (commit === undefined) return toMissing(`${name}/tree/${branch}`);
  const [paths, commits] = await Promise.all([
    listPaths(repository.directory, commit),
    listCommits(repository.directory, commit, 20),
  ]);
  const log = commits
    .toReversed()
    .map(({ sha, message }) => html`<li><code>${sha.slice(0, 7)}</code> ${message}`);
  const content = html`<h1><a href="/${name}">${name}</a> at <code>${branch}</code></h1>
<ul>${paths.map((path) => html`<li><code>${path}</code>`)}</ul><h2>Latest commits</h2>
<ul>${log}</ul>`;
  return toPageAnswer(`${name} at ${branch}`, content);
}

async function toPullRequestPage(world: World, pullRequest: PullRequest): Promise<Answer> {
  const { repository, headRepository, title, number, baseSha, headSha } = pullRequest;
  const name = toFullName(repository);
  const changes = await getPullRequestComparison(world, pullRequest);
  const diff = (await readDiff(repository.directory, baseSha, headSha)).subarray(0, 500_000);
  const head = `${headRepository.owner.login}:${pullRequest.headBranch}`;
  const content = html`<h1>${title} <small>#${number}</small></h1>
<p>${toState(pullRequest)} ${pullRequest.author.login} wants to merge <code>${head}</code> into
<a href="/${name}">${name}</a> <code>${pullRequest.baseBranch}</code></p><p>${pullRequest.body}</p>
<p>${changes.ahead} commits, ${changes.files.length} files, +${changes.additions}
−${changes.deletions}</p><ul>${toLabels(pullRequest)}${toRequests(pullRequest)}${toVerdicts(pullRequest)}
${toThreads(pullRequest)}${toChecks(pullRequest)}</ul>
<pre>${diff.toString()}</pre>`;
  return toPageAnswer(`${title} · ${name}#${number}`, content);
}

function toState(pullRequest: PullRequest): Html {
  if (pullRequest.mergedAt !== null) return html`<span class="state merged">merged</span>`;
  if (pullRequest.state === 'closed') return html`<span class="state closed">closed</span>`;
  if (pullRequest.draft) return html`<span class="state">draft</span>`;
  return html`<span class="state open">open</span>`;
}

function toLabels({ labels }: PullRequest): Html[] {
  return labels.map(({ name }) => html`<li>Label ${name}`);
}

function toRequests({ requestedReviewers, requestedTeams }: PullRequest): Html[] {
  const names = [...[...requestedReviewers].map(({ login }) => login), ...requestedTeams];
  return names.map((name) => html`<li>${name}: review requested`);
}

function toThreads({ threads }: PullRequest): Html[] {
  return threads.map(
    ({ author, path, body, resolvedBy }) =>
      html`<li>${author.login} at <code>${path}</code>: ${body}
${resolvedBy === undefined ? '' : '(resolved)'}`,
  );
}

function toVerdicts(pullRequest: PullRequest): Html[] {
  return listLatestVerdicts(pullRequest).map(
    ({ author, state }) => html`<li>${author.login}: ${state.toLowerCase().replace('_', ' ')}`,
  );
}

function toChecks({ repository, headSha }: PullRequest): Html[] {
  return listChecks(repository, headSha).map(
    ({ name, status, conclusion }) => html`<li>Check ${name}: ${conclusion ?? status}`,
  );
}

async function toPlainDiff({ repository, baseSha, headSha }: PullRequest): Promise<Answer> {
  const body = await readDiff(repository.directory, baseSha, headSha);
  const headers = { 'X-Content-Type-Options': 'nosniff' };
  return { status: 200, contentType: 'text/plain; charset=utf-8', body, headers };
}

function toAccountPicture(world: World, id: number): Answer {
  const account = [...world.accounts.values()].find((candidate) => candidate.id === id);
  return account === undefined ? toMissing('avatar') : toAvatar(account.login, id);
}

function toMissing(path: string): Answer {
  return toPageAnswer('Not found', html`<h1>Not found</h1><p>There is no ${path} here.</p>`, 404);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
