import { parseDiffFiles } from '../../parse-diff-files.ts';
import type { CannedAnswer } from '../../testing/canned-answer.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { reviewJson } from '../../testing/github-json.ts';
import {
  findRepositoryJson,
  fullNames,
  splitChecks,
  toPullJson,
  toReviewInstant,
  type World,
} from './world.ts';

/** What REST answers at a path, query included; undefined is a 404. */
export function answerRest(
  world: World,
  target: string,
  isDiff: boolean,
): CannedAnswer | undefined {
  const { pathname, searchParams } = new URL(target, world.webBaseUrl);
  const [, owner = '', name = '', path = ''] =
    /^\/repos\/([^/]+)\/([^/]+)\/?(.*)$/.exec(pathname) ?? [];
  const repository = findRepositoryJson(`${owner}/${name}`);
  if (!repository) return undefined;
  if (path === '') return { body: repository };
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

function answerPull(world: World, path: string, isDiff: boolean): CannedAnswer | undefined {
  const [, number = '', part] = /^pulls\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  const pull = world.pulls.get(Number(number));
  if (!pull) return undefined;
  switch (part) {
    case undefined:
      return { body: isDiff ? pull.diff : toPullJson(pull, world) };
    case 'reviews':
      return {
        body: pull.reviews.map(({ login, verdict }, index) =>
          reviewJson(login, verdict.toUpperCase(), toReviewInstant(index)),
        ),
      };
    case 'files':
      return { body: toFilesJson(pull.diff) };
    default:
      return undefined;
  }
}

function answerCommit(world: World, path: string, isDiff: boolean): CannedAnswer | undefined {
  const [, sha, kind] = /^commits\/([0-9a-f]{40})\/(check-runs|status)$/.exec(path) ?? [];
  if (kind !== undefined) {
    const pull = [...world.pulls.values()].find(({ headSha }) => headSha === sha);
    return pull && { body: kind === 'status' ? toStatusesJson(pull) : toRunsJson(pull) };
  }
  const [, compared] = /^compare\/main\.\.\.(.+)$/.exec(path) ?? [];
  const diff = world.branchDiffs.get(decodeURIComponent(compared ?? ''));
  return diff === undefined ? undefined : { body: isDiff ? diff : { files: toFilesJson(diff) } };
}

function toRunsJson(pull: ScenarioPullRequest) {
  const conclusions = { passed: 'success', failed: 'failure', pending: null };
  const { runs } = splitChecks(pull);
  return {
    total_count: runs.length,
    check_runs: runs.map(({ name, state }) => ({
      name,
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
    statuses: statuses.map(({ name, state }) => ({
      context: name,
      state: states[state],
      target_url: `https://ci.test/${name}`,
      description: `${name} is ${state}`,
    })),
  };
}

function toFilesJson(diff: string) {
  return parseDiffFiles(diff).map(({ path, status, additions, deletions }) => ({
    filename: path,
    status: status === 'deleted' ? 'removed' : status,
    additions,
    deletions,
    patch: '@@',
    sha: 'c'.repeat(40),
  }));
}
