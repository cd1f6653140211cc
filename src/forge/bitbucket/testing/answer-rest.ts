import { createHash } from 'node:crypto';
import { parseDiffFiles } from '../../diff/parse-files.ts';
import { findRefusal, type StubResponse } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import type { StoredRepository } from '../../testing/stored-files.ts';
import {
  commitJson,
  listCommentsJson,
  listDiffstatJson,
  listedPullRequestJson,
  notFound,
  type Origins,
  parentNames,
  pullRequestJson,
  repositoryJson,
  repositoryNames,
  statusJson,
  toAbbreviated,
  toBaseHash,
  toInstantText,
  toPage,
} from './json-answers.ts';
import type { World } from './world.ts';

const repositories = Object.keys(repositoryNames) as StoredRepository[];

/** The commit with the latest files of a branch. */
function findStoredHash({ heads }: World, fullName: string, branch: string) {
  return heads.get(`${fullName} ${branch}`);
}

/** A file at a commit. This endpoint accepts no branch. */
function answerSource(
  { files }: World,
  [fullName, hash = '', path = '']: (string | undefined)[],
): StubResponse {
  const repository = repositories.find((name) => repositoryNames[name] === fullName);
  const content = repository && files.find(repository, hash, path);
  return content === undefined ? notFound : { body: content };
}

/** The diff of some paths. A moved file is included only when both of its paths are. */
function pickPaths(diff: string, { searchParams }: URL): string {
  const paths = searchParams.getAll('path');
  if (paths.length === 0) return diff;
  const parts = diff.split(/(?<=\n)(?=diff --git )/);
  return parts
    .filter((part) => {
      const [file] = parseDiffFiles(part);
      return file && paths.includes(file.path) && paths.includes(file.previousPath ?? file.path);
    })
    .join('');
}

type Route = (
  world: World,
  match: (string | undefined)[],
  url: URL,
  origins: Origins,
) => StubResponse;

/** Answers GET of a path below `/2.0`. */
export function answerRest(url: URL, world: World, origins: Origins): StubResponse {
  const path = toNamedPath(url.pathname.replace(/^\/2\.0\/repositories\//, ''), origins);
  const [, name = '', isPulls] = /^([^/]+\/[^/]+)(?:\/(pullrequests\b))?/.exec(path) ?? [];
  const status = findRefusal(world.refusals, name, isPulls !== undefined);
  if (status !== undefined) return { ...notFound, status };
  for (const [pattern, route] of routes) {
    const match = pattern.exec(path);
    if (match) return route(world, match.slice(1).map(decode), url, origins);
  }
  return notFound;
}

/** The name of a repository for its id in an empty workspace. */
function toNamedPath(path: string, origins: Origins): string {
  const [, id] = /^%7B%7D\/([^/]+)$/.exec(path) ?? [];
  const isNamed = (name: string) => repositoryJson(name, origins).uuid === decode(id);
  return Object.values(repositoryNames).find(isNamed) ?? path;
}

const answerRepository: Route = (_world, [fullName = ''], _url, origins) => {
  const own = Object.values(repositoryNames).find((name) => name === fullName.toLowerCase());
  if (!own) return notFound;
  const parentName = parentNames[own];
  const parent = parentName ? repositoryJson(parentName, origins) : null;
  const mainbranch = { type: 'branch', name: 'main' };
  return { body: { ...repositoryJson(own, origins), scm: 'git', mainbranch, parent } };
};

const nameForm = /source\.branch\.name([=~])"([^"\\]*)"/;
const anyForm = new RegExp(`^(?:\\(?((?:${nameForm.source}(?: OR )?)+)\\)? AND )?state="OPEN"$`);

const answerList: Route = ({ pulls }, [fullName], url, origins) => {
  const query = anyForm.exec(url.searchParams.get('q') ?? '');
  if (!query) return { status: 400, body: toError('Invalid query.') };
  const names = [...(query[1] ?? '').matchAll(new RegExp(nameForm, 'g'))];
  // Bitbucket's operators ignore case.
  const isSearched = (branch: string) =>
    names.length === 0 ||
    names.some(([, operator, name = '']) => {
      const [one, other] = [branch.toLowerCase(), name.toLowerCase()];
      return operator === '=' ? one === other : one.includes(other);
    });
  const isInto = ({ into = 'repository' }: ScenarioPullRequest) =>
    repositoryNames[into] === fullName;
  const open = [...pulls.values()].filter(isInto);
  const listed = open.filter((pull) => pull.state === 'open' && isSearched(pull.branch));
  const byNumber = listed.toSorted((one, other) => other.number - one.number);
  const entries = byNumber.map((pull) => listedPullRequestJson(pull, origins));
  return toPage(entries, 50, url, origins);
};

const answerPull: Route = (world, [fullName, number = '', part], url, origins) => {
  const pull = world.pulls.get(Number(number));
  if (!pull || repositoryNames[pull.into ?? 'repository'] !== fullName) return notFound;
  const hash = (index: number) => (index === 0 ? pull.headSha : toHash(`${pull.headSha} ${index}`));
  switch (part) {
    case undefined: {
      const closed = pull.settledAt && toInstantText(pull.settledAt);
      const more = url.searchParams.get('fields') === '+closed_on' && { closed_on: closed };
      return { body: { ...pullRequestJson(pull, origins), ...more } };
    }
    case 'commits': {
      const listed = pull.commitList?.toReversed().map(commitJson);
      if (listed) return toPage(listed, 100, url, origins);
      const commits = Array.from({ length: pull.commits }, (_, index) => ({ hash: hash(index) }));
      return toPage(commits, 100, url, origins);
    }
    case 'comments':
      return toPage(listCommentsJson(pull), 100, url, origins);
    case 'diff':
    case 'diffstat':
    case 'conflicts': {
      const source = `${repositoryNames[pull.from]}:${toAbbreviated(pull.headSha)}`;
      const range = `${source}%0D${toAbbreviated(toBaseHash(pull))}`;
      const where = part === 'conflicts' ? 'file-conflicts' : part;
      url.searchParams.set('from_pullrequest_id', number);
      url.searchParams.set('topic', 'true');
      const target = `${origins.api}/repositories/${repositoryNames.repository}/${where}/${range}`;
      return { status: 302, headers: { location: `${target}${url.search}` } };
    }
    default:
      return notFound;
  }
};

/** Ranges of two commits. Parts of a pull request redirect here. */
const answerRange: Route = (world, [what = '', range = ''], url, origins) => {
  const pull = world.pulls.get(Number(url.searchParams.get('from_pullrequest_id')));
  const [head = '', base] = range.split('..');
  const branch = [...world.branchDiffs.keys()].find((name) => toHash(name) === head);
  const isTopic = url.searchParams.get('topic') === 'true';
  const compared = base === toHash('main') ? branch : `${base}...${head}`;
  const diff = isTopic && compared !== undefined ? world.branchDiffs.get(compared) : undefined;
  if (!pull && diff === undefined) return notFound;
  if (what === 'diff') return { body: pickPaths(pull?.diff ?? diff ?? '', url) };
  const counted = pull ?? { additions: 3, deletions: 1, changedFiles: 1 };
  if (what === 'diffstat') return toPage(listDiffstatJson(counted), 500, url, origins);
  const conflict = { type: 'file_conflict', path: 'login.test.ts', scenario: 'content' };
  return toPage(pull?.mergeability === 'conflicting' ? [conflict] : [], 100, url, origins);
};

const answerBranch: Route = (world, [fullName = '', name = '']) => {
  const stored = findStoredHash(world, fullName, name);
  if (stored === undefined && name !== 'main' && !world.branchDiffs.has(name)) return notFound;
  const target = { type: 'commit', hash: stored ?? toHash(name) };
  return { body: { type: 'branch', name, target } };
};

/** The target knows the commits of a deleted fork. */
const answerStatuses: Route = ({ pulls, refusals }, [fullName, hash = ''], url, origins) => {
  const pull = [...pulls.values()].find(({ headSha, from, into = 'repository' }) => {
    const isGone = refusals.has(repositoryNames[from]);
    return headSha.startsWith(hash) && repositoryNames[isGone ? into : from] === fullName;
  });
  return pull ? toPage(pull.checks.map(statusJson), 100, url, origins) : notFound;
};

/** A pipeline for each check, with a step that passed before the one that failed. */
const answerSteps: Route = (_world, [number = ''], url, origins) => {
  const steps = [stepJson('{setup}', 'SUCCESSFUL'), stepJson(`{step-${number}}`, 'FAILED')];
  return toPage([...steps, stepJson('{after}', 'NOT_RUN')], 100, url, origins);
};

function stepJson(uuid: string, result: string) {
  return { uuid, state: { name: 'COMPLETED', result: { name: result } } };
}

const answerLog: Route = ({ pulls, logs }, [number = '', uuid]) => {
  const names = [...pulls.values()].flatMap(({ checks }) => checks.map(({ name }) => name));
  return uuid === `{step-${number}}` ? logs.respond(names[Number(number) - 1], notFound) : notFound;
};

const answerRestrictions: Route = (world, _match, url, origins) => {
  if (world.refusesRestrictions) return { status: 403, body: toError('Admin only.') };
  return toPage(world.restrictions, 100, url, origins);
};

const answerHooks: Route = ({ hooks }, _match, url, origins) => toPage(hooks, 100, url, origins);

const routes: [RegExp, Route][] = [
  [/^([^/]+\/[^/]+)$/, answerRepository],
  [/^([^/]+\/[^/]+)\/pullrequests$/, answerList],
  [/^([^/]+\/[^/]+)\/pullrequests\/(\d+)(?:\/(\w+))?$/, answerPull],
  [/^acme\/app\/(diff|diffstat|file-conflicts)\/(.+)$/, answerRange],
  [/^([^/]+\/[^/]+)\/refs\/branches\/(.+)$/, answerBranch],
  [/^([^/]+\/[^/]+)\/commit\/([0-9a-f]+)\/statuses$/, answerStatuses],
  [/^([^/]+\/[^/]+)\/src\/([0-9a-f]+)\/(.+)$/, answerSource],
  [/^acme\/app\/pipelines\/(\d+)\/steps\/$/, answerSteps],
  [/^acme\/app\/pipelines\/(\d+)\/steps\/([^/]+)\/log$/, answerLog],
  [/^acme\/app\/branch-restrictions$/, answerRestrictions],
  [/^acme\/app\/hooks$/, answerHooks],
];

export function toError(message: string) {
  return { type: 'error', error: { message } };
}

function decode(part: string | undefined): string | undefined {
  return part === undefined ? undefined : decodeURIComponent(part);
}

function toHash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

interface SentComment {
  content: { raw: string };
  inline: { path: string; from?: number; to?: number; start_from?: number; start_to?: number };
}

/** Answers POST of a comment. Bitbucket accepts any line, whether or not it is in the diff. */
export function answerComment(
  number: number,
  sent: unknown,
  { pulls, posted }: World,
  { web }: Origins,
): StubResponse {
  if (!pulls.has(number)) return notFound;
  const id = posted.push(parsePosted(sent as SentComment));
  const page = `${web}/acme/app/pull-requests/${number}/_/diff#comment-${id}`;
  const body = { type: 'pullrequest_comment', id, links: { html: { href: page } } };
  return { status: 201, body };
}

/** Bitbucket prefers the old line when both are named. */
function parsePosted({ content, inline }: SentComment): PostedComment {
  const { path, from, to, start_from: startFrom, start_to: startTo } = inline;
  const base = { path, body: content.raw };
  if (from !== undefined) return { ...base, side: 'old', line: from, startLine: startFrom ?? null };
  return { ...base, side: 'new', line: to ?? 0, startLine: startTo ?? null };
}
