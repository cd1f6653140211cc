import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import {
  type ScenarioCommit,
  type ScenarioPullRequest,
  type ScenarioThread,
  toCommentInstant,
} from '../../testing/forge-scenario.ts';

// Bodies in Bitbucket's form, with extra fields to catch a parser that reads the wrong one.

export const repositoryNames = {
  repository: 'acme/app',
  fork: 'bob/app',
  otherFork: 'mallory/app',
  forkOfFork: 'dana/app',
} as const;

/** The repository that each was forked from. */
export const parentNames: Record<string, string> = {
  'bob/app': 'acme/app',
  'mallory/app': 'acme/app',
  'dana/app': 'bob/app',
};

/** The base URLs of the API and of the pages. */
export interface Origins {
  api: string;
  web: string;
}

/** The abbreviated hash that a pull request contains. */
export function toAbbreviated(hash: string): string {
  return hash.slice(0, 12);
}

export function toRepository(fullName: string): RepositoryReference {
  const [owner = '', name = ''] = fullName.split('/');
  return { owner, name };
}

export function repositoryJson(fullName: string, { api, web }: Origins) {
  return {
    type: 'repository',
    uuid: `{uuid-of-${fullName.replace('/', '-')}}`,
    name: 'App',
    full_name: fullName,
    links: {
      self: { href: `${api}/repositories/${fullName}` },
      html: { href: `${web}/${fullName}` },
    },
  };
}

export function accountJson(nickname: string) {
  return {
    type: 'user',
    display_name: nickname[0]?.toUpperCase() + nickname.slice(1),
    nickname,
    uuid: `{uuid-of-${nickname}}`,
    account_id: `557058:${nickname}`,
    links: { avatar: { href: `https://avatars.test/${nickname}/128` } },
  };
}

/** A base commit that differs for different changes. */
export function toBaseHash({ additions, deletions, changedFiles, commits }: ScenarioPullRequest) {
  return `b${additions}d${deletions}f${changedFiles}c${commits}`
    .padEnd(40, '0')
    .replace(/\W/g, '0');
}

function endJson(fullName: string, branch: string, hash: string, origins: Origins) {
  return {
    branch: { name: branch },
    commit: { type: 'commit', hash: toAbbreviated(hash) },
    repository: repositoryJson(fullName, origins),
  };
}

const states = { open: 'OPEN', closed: 'DECLINED', merged: 'MERGED' } as const;

/** An entry of a list, which does not include the reviews. */
export function listedPullRequestJson(pull: ScenarioPullRequest, origins: Origins) {
  const fullName = repositoryNames[pull.into ?? 'repository'];
  return {
    type: 'pullrequest',
    id: pull.number,
    title: pull.title,
    description: pull.description ?? '',
    state: states[pull.state],
    draft: pull.draft,
    queued: false,
    author: accountJson(pull.author),
    source: endJson(repositoryNames[pull.from], pull.branch, pull.headSha, origins),
    destination: endJson(fullName, pull.baseBranch, toBaseHash(pull), origins),
    merge_commit: pull.state === 'merged' ? { type: 'commit', hash: 'c'.repeat(12) } : null,
    closed_by: pull.state === 'open' ? null : accountJson('bob'),
    comment_count: pull.unresolvedThreads === 0 ? 0 : pull.unresolvedThreads * 2 + 2,
    task_count: 0,
    close_source_branch: false,
    created_on: '2026-01-01T10:00:00.000001+00:00',
    updated_on: toInstantText(pull.changedAt),
    links: {
      self: { href: `${origins.api}/repositories/${fullName}/pullrequests/${pull.number}` },
      html: { href: `${origins.web}/${fullName}/pull-requests/${pull.number}` },
    },
  };
}

export function pullRequestJson(pull: ScenarioPullRequest, origins: Origins) {
  const requested = pull.requestedReviewers.map((login) =>
    participantJson(login, 'REVIEWER', null),
  );
  return {
    ...listedPullRequestJson(pull, origins),
    reviewers: pull.requestedReviewers.map(accountJson),
    participants: [...requested, ...listVerdicts(pull)],
  };
}

/** One entry per account, with its latest verdict. */
function listVerdicts({ reviews }: ScenarioPullRequest) {
  const verdicts = new Map<string, string | null>();
  for (const { login, verdict } of reviews) {
    const isVerdict = verdict !== 'commented';
    verdicts.set(login, isVerdict ? verdict : (verdicts.get(login) ?? null));
  }
  return [...verdicts].map(([login, state]) => ({
    ...participantJson(login, 'PARTICIPANT', state),
    participated_on: '2026-01-01T10:30:00.000001+00:00',
  }));
}

function participantJson(login: string, role: string, state: string | null) {
  const approved = state === 'approved';
  const user = accountJson(login);
  return {
    type: 'participant',
    user,
    role,
    approved,
    state,
    participated_on: null as string | null,
  };
}

/** The first author has no account. */
export function commitJson({ sha, message, author, authoredAt }: ScenarioCommit, index: number) {
  return {
    type: 'commit',
    hash: sha,
    date: toInstantText(authoredAt).replace('.000000', ''),
    message,
    author: {
      type: 'author',
      raw: `${author} <${author}@acme.test>`,
      ...(index > 0 && { user: accountJson(author) }),
    },
    links: { html: { href: `https://elsewhere.test/acme/app/commits/${sha}` } },
  };
}

const checkStates = { passed: 'SUCCESSFUL', failed: 'FAILED', pending: 'INPROGRESS' } as const;

export function statusJson(
  { name, state, startedAt, completedAt }: ScenarioPullRequest['checks'][number],
  index: number,
) {
  const changedAt = completedAt ?? startedAt;
  return {
    type: 'build',
    key: `key-of-${name}`,
    name,
    state: checkStates[state],
    description: `It ${state}`,
    url: `https://bitbucket.org/acme/app/pipelines/results/${index + 1}`,
    refname: null,
    ...(startedAt && { created_on: toInstantText(startedAt) }),
    ...(changedAt && { updated_on: toInstantText(changedAt) }),
  };
}

/** Threads on the code with a reply each, plus a general comment and a resolved thread. */
export function listCommentsJson({
  unresolvedThreads,
  threads: written = [],
}: ScenarioPullRequest) {
  const texts = written.flatMap(writtenJson);
  if (unresolvedThreads === 0) return texts;
  const inline = { path: 'login.test.ts', from: null, to: 2 };
  const base = { type: 'pullrequest_comment', deleted: false, pending: false };
  const resolution = { type: 'comment_resolution', user: accountJson('bob') };
  const threads = Array.from({ length: unresolvedThreads }, (_, index) => [
    { ...base, id: 100 + index, inline },
    { ...base, id: 500 + index, inline, parent: { id: 100 + index } },
  ]);
  const counted = [{ ...base, id: 1 }, { ...base, id: 2, inline, resolution }, ...threads.flat()];
  return [...counted, ...texts];
}

/** Each reply answers the comment before it. */
function writtenJson(thread: ScenarioThread, index: number) {
  const { path, line, startLine, side, resolvedBy, comments } = thread;
  const inline =
    side === 'old'
      ? { path, from: line, to: null, start_from: startLine, start_to: null }
      : { path, from: null, to: line, start_from: null, start_to: startLine };
  return comments.map(({ author, body }, at) => ({
    type: 'pullrequest_comment',
    id: 1000 + index * 100 + at,
    created_on: toInstantText(toCommentInstant(index, at)),
    updated_on: toInstantText(toCommentInstant(index, at)),
    content: { type: 'rendered', raw: body, markup: 'markdown', html: '' },
    user: accountJson(author),
    deleted: false,
    pending: false,
    ...(path !== null && { inline }),
    ...(at > 0 && { parent: { id: 1000 + index * 100 + at - 1 } }),
    ...(at === 0 &&
      resolvedBy !== null && {
        resolution: { type: 'comment_resolution', user: accountJson(resolvedBy) },
      }),
    links: {
      html: { href: `https://bitbucket.org/acme/app/pull-requests/12/_/diff#comment-${at}` },
    },
  }));
}

/** The files of a pull request, with all changed lines in the first one. */
export function listDiffstatJson(
  pull: Pick<ScenarioPullRequest, 'additions' | 'deletions' | 'changedFiles'>,
) {
  return Array.from({ length: pull.changedFiles }, (_, index) => {
    const path = index === 0 ? 'login.test.ts' : `file-${index}.ts`;
    return {
      type: 'diffstat',
      status: 'modified',
      lines_added: index === 0 ? pull.additions : 0,
      lines_removed: index === 0 ? pull.deletions : 0,
      old: { type: 'commit_file', path },
      new: { type: 'commit_file', path },
    };
  });
}

/** Bitbucket's format of instants: with microseconds and an offset. */
export function toInstantText(instant: Date): string {
  return instant.toISOString().replace('Z', '000+00:00');
}

export const notFound: StubResponse = {
  status: 404,
  body: { type: 'error', error: { message: 'Resource not found' } },
};

/** One page of a list, with the URL of the next page if there is one. */
export function toPage(
  items: readonly unknown[],
  most: number,
  url: URL,
  origins: Origins,
): StubResponse {
  const pagelen = Math.min(Number(url.searchParams.get('pagelen') ?? 10), most);
  const page = Number(url.searchParams.get('page') ?? 1);
  const values = items.slice((page - 1) * pagelen, page * pagelen);
  const following = new URL(url.pathname.replace(/^\/2\.0/, origins.api), origins.api);
  following.search = url.search;
  following.searchParams.set('page', String(page + 1));
  const next = page * pagelen < items.length ? { next: following.href } : {};
  return { body: { pagelen, page, size: items.length, values, ...next } };
}

/** A restriction of branches that match a pattern. */
export function restrictionJson(value: number, pattern: string) {
  const kind = 'require_passing_builds_to_merge';
  return { type: 'branchrestriction', id: 34, kind, branch_match_kind: 'glob', pattern, value };
}
