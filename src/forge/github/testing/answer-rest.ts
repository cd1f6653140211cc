import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseDiffFiles } from '../../diff/parse-files.ts';
import { awkwardFiles, hasDiffLine } from '../../testing/diff-fixtures.ts';
import { findRefusal, type StubResponse } from '../../testing/forge-double.ts';
import type {
  PostedComment,
  ScenarioFile,
  ScenarioPullRequest,
} from '../../testing/forge-scenario.ts';
import { commitJson, reviewJson } from './json-answers.ts';
import type { Canned } from './server.ts';
import { listCommentsJson } from './threads-json.ts';
import {
  findRepositoryJson,
  fullNames,
  listInto,
  parents,
  splitChecks,
  toFileKey,
  toPullJson,
  toReviewInstant,
  toStatusInstants,
  type World,
} from './world.ts';

/** The response of REST at a path with its query; undefined is a 404. */
export function answerRest(world: World, target: string, isDiff: boolean): Canned | undefined {
  const { pathname, searchParams } = new URL(target, world.webBaseUrl);
  const [, owner = '', name = '', path = ''] =
    /^\/repos\/([^/]+)\/([^/]+)\/?(.*)$/.exec(toNamedPath(pathname, world)) ?? [];
  const repository = findRepositoryJson(`${owner}/${name}`, world);
  if (!repository) return undefined;
  const { full_name: fullName } = repository;
  const status = findRefusal(world.refusals, fullName, /^pulls\b/.test(path));
  if (status !== undefined) return { status, body: { message: 'Refused' } };
  if (path === '') return { body: toVisible(repository, world) };
  const contents = answerContents(world, fullName, path, searchParams.get('ref'));
  if (contents) return contents;
  const pulls = listInto(world, fullName);
  if (path === 'pulls') {
    const head = searchParams.get('head') ?? '';
    return { body: listOpen(pulls, head).map((pull) => toPullJson(pull, world)) };
  }
  const rules = answerRules(world, path);
  if (rules) return rules;
  if (path === 'actions/runs' && world.refusesWorkflows) return notAccessible;
  if (path === 'actions/runs') {
    return { body: toWorkflowRunsJson(world, searchParams.get('head_sha') ?? '') };
  }
  const [, issue] = /^issues\/(\d+)\/comments$/.exec(path) ?? [];
  const written = pulls.find(({ number }) => `${number}` === issue);
  if (written) return { body: listCommentsJson(written, 'conversation', world) };
  const log = answerLog(world, path);
  if (log) return log;
  return answerPull(world, pulls, path, isDiff) ?? answerCommit(world, path, isDiff);
}

/** `/repos/{name}` for `/repositories/{id}`. */
function toNamedPath(path: string, world: World): string {
  const [, id] = /^\/repositories\/(\d+)$/.exec(path) ?? [];
  const name = Object.values(fullNames).find(
    (one) => `${findRepositoryJson(one, world)?.id}` === id,
  );
  return name === undefined ? path : `/repos/${name}`;
}

/** GitHub matches the owner and the branch of `head`, not the repository. */
function listOpen(pulls: ScenarioPullRequest[], head: string): ScenarioPullRequest[] {
  return pulls.filter(({ state, from, branch }) => {
    const [owner] = fullNames[from].split('/');
    return state === 'open' && head === `${owner}:${branch}`;
  });
}

/** Without the parent, if it is refused. */
function toVisible(
  repository: NonNullable<ReturnType<typeof findRepositoryJson>>,
  { refusals }: World,
) {
  const parent = parents[repository.full_name];
  return { ...repository, ...(parent && refusals.has(parent) && { parent: undefined }) };
}

function answerPull(
  world: World,
  pulls: readonly ScenarioPullRequest[],
  path: string,
  isDiff: boolean,
): Canned | undefined {
  const [, number = '', part] = /^pulls\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  const pull = pulls.find((one) => one.number === Number(number));
  if (!pull) return undefined;
  switch (part) {
    case undefined:
      return { body: isDiff ? pull.diff : toPullJson(pull, world) };
    case 'reviews':
      return {
        body: pull.reviews.map(({ login, verdict }, index) =>
          reviewJson(
            world.gone.has(login) ? null : login,
            verdict.toUpperCase(),
            toReviewInstant(index),
          ),
        ),
      };
    case 'requested_reviewers':
      return { body: { users: pull.requestedReviewers.map(toUserJson), teams: [] } };
    case 'comments':
      return answerComments(world, pull);
    case 'commits':
      return { body: (pull.commitList ?? []).map(commitJson) };
    case 'files':
      return { body: toFilesJson(pull.diff) };
    default:
      return undefined;
  }
}

function answerCommit(world: World, path: string, isDiff: boolean): StubResponse | undefined {
  const [, sha, kind] = /^commits\/([0-9a-f]{40})\/(check-runs|status)$/.exec(path) ?? [];
  if (kind !== undefined) {
    if (world.refusesChecks) return notAccessible;
    const pull = [...world.pulls.values()].find(({ headSha }) => headSha === sha);
    return pull && { body: kind === 'status' ? toStatusesJson(pull) : toRunsJson(pull) };
  }
  const [, base, head = ''] = /^compare\/(.+)\.\.\.(.+)$/.exec(path) ?? [];
  const compared = base === 'main' ? decodeURIComponent(head) : `${base}...${head}`;
  const diff = world.branchDiffs.get(compared);
  if (diff === undefined) return undefined;
  if (isDiff) return { body: diff };
  return { body: { merge_base_commit: { sha: 'b'.repeat(40) }, files: toFilesJson(diff) } };
}

const notAccessible = {
  status: 403,
  body: { message: 'Resource not accessible by personal access token' },
};

/** Half of the required checks come from a ruleset, the others from branch protection. */
function answerRules({ requiredChecks }: World, path: string): StubResponse | undefined {
  const [, rules, branch] = /^(rules\/)?branches\/([^/]+)$/.exec(path) ?? [];
  if (branch === undefined) return undefined;
  if (!requiredChecks) return notAccessible;
  const isMain = branch === 'main';
  const own = isMain ? requiredChecks.filter((_, index) => (index % 2 === 0) === !rules) : [];
  const contexts = own.map((context) => ({ context }));
  if (rules) {
    const parameters = { required_status_checks: contexts };
    return { body: own.length > 0 ? [{ type: 'required_status_checks', parameters }] : [] };
  }
  const level = own.length > 0 ? 'non_admins' : 'off';
  const required = { enforcement_level: level, contexts: own, checks: contexts };
  const protection = { enabled: own.length > 0, required_status_checks: required };
  return { body: { name: branch, protected: requiredChecks.length > 0, protection } };
}

/** GitHub redirects to a signed URL of its storage. */
function answerLog({ pulls, logs, storageOrigin }: World, path: string): StubResponse | undefined {
  const [, kind, id] = /^(actions\/jobs|check-runs)\/(\d+)\/(?:logs|annotations)$/.exec(path) ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'check-runs') return { body: [] };
  const runs = [...pulls.values()].flatMap((pull) => splitChecks(pull).runs);
  const name = runs.find((run) => String(run.id) === id)?.name;
  const found = logs.respond(name, { status: 404, body: { message: 'Not Found' } });
  if (found.status !== undefined) return found;
  const location = `${storageOrigin}/${encodeURIComponent(name ?? '')}?sig=s3cret`;
  return { status: 302, headers: { location } };
}

function toWorkflowRunsJson(world: World, sha: string) {
  const pull = [...world.pulls.values()].find(({ headSha }) => headSha === sha);
  const runs = (pull ? splitChecks(pull).runs : []).map(({ id, workflow }) => {
    return { id, name: workflow, check_suite_id: id };
  });
  return { total_count: runs.length, workflow_runs: runs };
}

function toRunsJson(pull: ScenarioPullRequest) {
  const conclusions = { passed: 'success', failed: 'failure', pending: null };
  const { runs } = splitChecks(pull);
  return {
    total_count: runs.length,
    check_runs: runs.map(({ id, name, state, startedAt, completedAt }) => ({
      id,
      name,
      app: { slug: 'github-actions' },
      check_suite: { id },
      started_at: startedAt?.toISOString() ?? null,
      completed_at: completedAt?.toISOString() ?? null,
      status: state === 'pending' ? 'in_progress' : 'completed',
      conclusion: conclusions[state],
      details_url: `https://ci.test/${name}`,
      output: { title: `${name} is ${state}` },
    })),
  };
}

export function toStatusesJson(pull: ScenarioPullRequest) {
  const states = { passed: 'success', failed: 'failure', pending: 'pending' };
  const { statuses } = splitChecks(pull);
  return {
    state: 'pending',
    total_count: statuses.length,
    statuses: statuses.map((status) => ({
      context: status.name,
      created_at: toStatusInstants(status).createdAt,
      updated_at: toStatusInstants(status).updatedAt,
      state: states[status.state],
      target_url: `https://ci.test/${status.name}`,
      description: `${status.name} is ${status.state}`,
    })),
  };
}

/** As GitHub lists them: with hunks only, and without hunks for binary files. */
function toFilesJson(diff: string) {
  const parts = diff.split(/(?<=\n)(?=diff --git )/);
  return parseDiffFiles(diff).map(({ path, previousPath, status, additions, deletions }, at) => ({
    filename: path,
    ...(previousPath !== null && { previous_filename: previousPath }),
    status: status === 'deleted' ? 'removed' : status,
    additions,
    deletions,
    ...toPatchJson(parts[at] ?? ''),
    sha: 'c'.repeat(40),
  }));
}

function toPatchJson(part: string): { patch?: string } {
  const hunks = part.indexOf('\n@@ ');
  return hunks === -1 ? {} : { patch: part.slice(hunks + 1).replace(/\n$/, '') };
}

function toUserJson(login: string) {
  return { login, avatar_url: `https://avatars.test/${login}`, type: 'User' };
}

interface SentComment {
  body: string;
  commit_id: string;
  path: string;
  line: number;
  side?: 'LEFT' | 'RIGHT';
  start_line?: number;
  start_side?: 'LEFT' | 'RIGHT';
}

const sides = { LEFT: 'old', RIGHT: 'new' } as const;

/** Lists the comments on lines. Accepts one on a line of the diff, and refuses any other. */
function answerComments(world: World, pull: ScenarioPullRequest): Canned {
  const { posted, webBaseUrl } = world;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET') {
      const listed = JSON.stringify(listCommentsJson(pull, 'lines', world));
      response.writeHead(200, { 'content-type': 'application/json' }).end(listed);
      return;
    }
    const sent = JSON.parse(await text(request)) as SentComment;
    const { status, body } = accept(sent, pull, posted, webBaseUrl);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  return (request, response) => void answer(request, response);
}

function accept(
  sent: SentComment,
  { diff, headSha, number }: ScenarioPullRequest,
  posted: PostedComment[],
  webBaseUrl: string,
): { status: number; body: unknown } {
  const { path, line, body, start_line: startLine = null } = sent;
  const side = sides[sent.side ?? 'RIGHT'];
  if (sent.commit_id !== headSha) return toInvalid('commit_id is not part of the pull request');
  const isShown = [line, startLine ?? line].every((one) =>
    hasDiffLine(diff, { path, side, line: one }),
  );
  if (!isShown) return toInvalid('pull_request_review_thread.line must be part of the diff');
  posted.push({ path, side, line, startLine, body });
  const page = `${webBaseUrl}/acme/app/pull/${number}`;
  const comment = { id: 7, html_url: `${page}#discussion_r7`, path, line, body };
  return { status: 201, body: comment };
}

function toInvalid(message: string) {
  const error = { resource: 'PullRequestReviewComment', code: 'custom', message };
  return { status: 422, body: { message: 'Validation Failed', errors: [error] } };
}

/** Puts a file on a branch and returns the commit that the branch points to. */
export function putFile({ files }: World, { from, branch, path, content }: ScenarioFile): string {
  const fullName = fullNames[from];
  const sha = createHash('sha1').update(`${fullName} ${branch} ${files.size}`).digest('hex');
  for (const ref of [branch, sha]) files.set(toFileKey(fullName, ref, path), Buffer.from(content));
  return sha;
}

/** Puts the result of `awkwardDiff` at one ref of acme/app. */
export function putAwkwardFiles({ files }: World, ref: string): void {
  for (const { path, after } of Object.values(awkwardFiles)) {
    files.set(toFileKey(fullNames.repository, ref, path), Buffer.from(after));
  }
}

/** The content of a file, raw if requested; undefined when there is none. */
function answerContents(
  { files }: World,
  fullName: string,
  path: string,
  ref: string | null,
): Canned | undefined {
  const [, encoded] = /^contents\/(.+)$/.exec(path) ?? [];
  if (encoded === undefined) return undefined;
  const name = encoded.split('/').map(decodeURIComponent).join('/');
  const content = files.get(toFileKey(fullName, ref ?? 'main', name));
  if (!content) return undefined;
  return ({ headers }, response) => {
    const isRaw = /application\/vnd\.github\.(v3\.)?raw(\+json)?/.test(headers.accept ?? '');
    const type = isRaw ? 'application/vnd.github.raw+json; charset=utf-8' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    response.end(isRaw ? content : JSON.stringify({ content: content.toString('base64') }));
  };
}
