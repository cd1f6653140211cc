import { readDiff } from '../git/read-commits.ts';
import type { HttpResponse } from '../http/response.ts';
import { listChecks } from '../world/checks.ts';
import { getPullRequestComparison } from '../world/comparisons.ts';
import type { CheckRun, PullRequest, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { listLatestVerdicts } from '../world/reviews.ts';
import type { World } from '../world/world.ts';
import { type Html, html, htmlResponse } from './layout.ts';

const maxDiffBytes = 500_000;

/** The page of a pull request: its state, reviews, checks, comments and diff. */
export async function buildPullRequestPage(
  world: World,
  pullRequest: PullRequest,
): Promise<HttpResponse> {
  const { repository, headRepository, title, number, baseSha, headSha } = pullRequest;
  const name = toFullName(repository);
  const changes = await getPullRequestComparison(world, pullRequest);
  const diff = await readDiff(repository.directory, baseSha, headSha);
  const head = `${headRepository.owner.login}:${pullRequest.headBranch}`;
  const content = html`<h1>${title} <small>#${number}</small></h1>
<p>${renderState(pullRequest)} ${pullRequest.author.login} wants to merge <code>${head}</code> into
<a href="/${name}">${name}</a> <code>${pullRequest.baseBranch}</code></p>
<p class="comment">${pullRequest.body}</p>
<p>${changes.ahead} commits, ${changes.files.length} files, +${changes.additions}
−${changes.deletions}</p><ul>${renderLabels(pullRequest)}${renderReviewRequests(pullRequest)}${renderVerdicts(pullRequest)}
${renderChecks(pullRequest)}</ul>${renderThreads(pullRequest)}<h2>Changes</h2>
<pre>${renderDiff(diff.subarray(0, maxDiffBytes).toString())}</pre>`;
  return htmlResponse(`${title} · ${name}#${number}`, content);
}

/** The state of a pull request as a badge. */
export function renderState(pullRequest: PullRequest): Html {
  if (pullRequest.mergedAt !== null) return html`<span class="state merged">merged</span>`;
  if (pullRequest.state === 'closed') return html`<span class="state closed">closed</span>`;
  if (pullRequest.draft) return html`<span class="state">draft</span>`;
  return html`<span class="state open">open</span>`;
}

function renderLabels({ labels }: PullRequest): Html[] {
  return labels.map(({ name }) => html`<li>Label ${name}`);
}

function renderReviewRequests({ requestedReviewers, requestedTeams }: PullRequest): Html[] {
  const names = [...[...requestedReviewers].map(({ login }) => login), ...requestedTeams];
  return names.map((name) => html`<li>${name}: review requested`);
}

function renderThreads({ threads }: PullRequest): Html {
  const conversations = threads.map(
    ({ id, author, path, line, body, hunk, resolvedBy }) =>
      html`<h3 id="discussion_r${id}">${author.login} at <code>${path}:${line}</code>
${resolvedBy === undefined ? '' : html`<small>resolved by ${resolvedBy.login}</small>`}</h3>
${hunk === '' ? '' : html`<pre>${renderDiff(hunk)}</pre>`}<p class="comment">${body}</p>`,
  );
  return conversations.length === 0 ? html`` : html`<h2>Comments</h2>${conversations}`;
}

function renderVerdicts(pullRequest: PullRequest): Html[] {
  return listLatestVerdicts(pullRequest).map(
    ({ id, author, state }) => html`<li id="pullrequestreview-${id}">${author.login}:
${state.toLowerCase().replace('_', ' ')}`,
  );
}

function renderChecks({ repository, headSha }: PullRequest): Html[] {
  const name = toFullName(repository);
  return listChecks(repository, headSha).map(
    (run) =>
      html`<li>Check <a href="/${name}/runs/${run.id}">${run.name}</a>: ${renderRunResult(run)}`,
  );
}

/** Renders a diff with a class for each kind of line. */
function renderDiff(diff: string): Html[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => html`<span class="${getLineClass(line)}">${line}</span>`);
}

function getLineClass(line: string): string {
  if (/^(diff --git |\+\+\+ |--- )/.test(line)) return 'file';
  if (line.startsWith('@@ ')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : '';
}

/** The page of a check run, if the repository has it. */
export function findRunPage(repository: Repository, id: number): HttpResponse | undefined {
  const run = [...repository.checkRuns.values()].flat().find((one) => one.id === id);
  if (run === undefined) return undefined;
  const name = toFullName(repository);
  const content = html`<h1>${run.name}</h1><p>${renderRunResult(run)}</p><p>${run.title ?? ''}</p>
<p><small>for <code>${run.commit.slice(0, 7)}</code> of <a href="/${name}">${name}</a>, since
<time>${run.startedAt.toISOString()}</time></small></p>`;
  return htmlResponse(`${run.name} · ${name}`, content);
}

/** The result and duration of a check run, or its status while it runs. */
function renderRunResult({ status, conclusion, startedAt, completedAt }: CheckRun): Html {
  if (completedAt === null) return html`${status.replace('_', ' ')}`;
  const seconds = Math.round((completedAt.getTime() - startedAt.getTime()) / 1000);
  const color = conclusion === 'success' ? 'passed' : 'failed';
  return html`<span class="${color}">${conclusion ?? status}</span> in ${seconds} s`;
}
