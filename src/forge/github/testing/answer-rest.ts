import { parseDiffFiles } from '../../diff/parse-files.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { answerComment } from './answer-comment.ts';
import { answerContents } from './answer-contents.ts';
import { reviewJson } from './json-answers.ts';
import type { Canned } from './server.ts';
import {
  findRepositoryJson,
  fullNames,
  splitChecks,
  toPullJson,
  toReviewInstant,
  type World,
} from './world.ts';

/** What REST answers at a path, query included; undefined is a 404. */
export function answerRest(world: World, target: string, isDiff: boolean): Canned | undefined {
  const { pathname, searchParams } = new URL(target, world.webBaseUrl);
  const [, owner = '', name = '', path = ''] =
    /^\/repos\/([^/]+)\/([^/]+)\/?(.*)$/.exec(pathname) ?? [];
  const repository = findRepositoryJson(`${owner}/${name}`);
  if (!repository) return undefined;
  if (path === '') return { body: repository };
  const contents = answerContents(world, repository.full_name, path, searchParams.get('ref'));
  if (contents) return contents;
  const isBase = repository.full_name === fullNames.repository;
  if (path === 'pulls') {
    const head = searchParams.get('head') ?? '';
    return { body: isBase ? listOpen(world, head).map((pull) => toPullJson(pull, world)) : [] };
  }
  if (!isBase) return undefined;
  return answerPull(world, path, isDiff) ?? answerCommit(world, path, isDiff);
}

/** GitHub matches the owner and the branch of `head`, not the repository. */
function listOpen({ pulls }: World, head: string): ScenarioPullRequest[] {
  return [...pulls.values()].filter(({ state, from, branch }) => {
    const [owner] = fullNames[from].split('/');
    return state === 'open' && head === `${owner}:${branch}`;
  });
}

function answerPull(world: World, path: string, isDiff: boolean): Canned | undefined {
  const [, number = '', part] = /^pulls\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  const pull = world.pulls.get(Number(number));
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
      return answerComment(world, pull);
    case 'files':
      return { body: toFilesJson(pull.diff) };
    default:
      return undefined;
  }
}

function answerCommit(world: World, path: string, isDiff: boolean): StubResponse | undefined {
  const [, sha, kind] = /^commits\/([0-9a-f]{40})\/(check-runs|status)$/.exec(path) ?? [];
  if (kind !== undefined) {
    const pull = [...world.pulls.values()].find(({ headSha }) => headSha === sha);
    return pull && { body: kind === 'status' ? toStatusesJson(pull) : toRunsJson(pull) };
  }
  const [, compared] = /^compare\/main\.\.\.(.+)$/.exec(path) ?? [];
  const diff = world.branchDiffs.get(decodeURIComponent(compared ?? ''));
  if (diff === undefined) return undefined;
  if (isDiff) return { body: diff };
  return { body: { merge_base_commit: { sha: 'b'.repeat(40) }, files: toFilesJson(diff) } };
}

function toRunsJson(pull: ScenarioPullRequest) {
  const conclusions = { passed: 'success', failed: 'failure', pending: null };
  const { runs } = splitChecks(pull);
  return {
    total_count: runs.length,
    check_runs: runs.map(({ name, state, startedAt, completedAt }) => ({
      name,
      started_at: startedAt?.toISOString() ?? null,
      completed_at: completedAt?.toISOString() ?? null,
      status: state === 'pending' ? 'in_progress' : 'completed',
      conclusion: conclusions[state],
      details_url: `https://ci.test/${name}`,
      output: { title: `${name} is ${state}` },
    })),
  };
}

function toStatusesJson(pull: ScenarioPullRequest) {
  const states = { passed: 'success', failed: 'failure', pending: 'pending' };
  const { statuses } = splitChecks(pull);
  return {
    state: 'pending',
    total_count: statuses.length,
    statuses: statuses.map(({ name, state, startedAt, completedAt }) => ({
      context: name,
      created_at: startedAt?.toISOString() ?? null,
      updated_at: (completedAt ?? startedAt)?.toISOString() ?? null,
      state: states[state],
      target_url: `https://ci.test/${name}`,
      description: `${name} is ${state}`,
    })),
  };
}

/** As GitHub shows them: hunks alone, and none for what is no text. */
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
