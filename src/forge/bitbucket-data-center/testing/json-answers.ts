import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import {
  type ScenarioCommit,
  type ScenarioPullRequest,
  type ScenarioThread,
  toCommentInstant,
} from '../../testing/forge-scenario.ts';

// Bodies in Bitbucket's form, with extra fields to catch a parser that reads the wrong one.

export const app = { owner: 'ACME', name: 'app' };
export const fork = { owner: '~bob', name: 'app' };
export const otherFork = { owner: '~mallory', name: 'app' };
export const forkOfFork = { owner: '~dana', name: 'app' };
export const names = {
  repository: 'ACME/app',
  fork: '~bob/app',
  otherFork: '~mallory/app',
  forkOfFork: '~dana/app',
} as const;

const ids: Record<string, number> = {
  'ACME/app': 1,
  '~bob/app': 2,
  '~mallory/app': 3,
  '~dana/app': 4,
};

export function userJson(name: string) {
  return {
    name,
    emailAddress: `${name}@acme.test`,
    id: name.length,
    displayName: `${name} of Acme`,
    active: true,
    slug: name.toLowerCase(),
    type: 'NORMAL',
    avatarUrl: 'https://avatars.test/u/1?s=64',
  };
}

export function repositoryJson({ owner, name }: RepositoryReference, webBaseUrl: string) {
  const type = owner.startsWith('~') ? 'PERSONAL' : 'NORMAL';
  return {
    slug: name,
    // A stable id for a name.
    id: ids[`${owner}/${name}`] ?? 99,
    name: 'App',
    scmId: 'git',
    state: 'AVAILABLE',
    forkable: true,
    // Personal projects keep the case of the user name.
    project: { key: type === 'PERSONAL' ? owner.toUpperCase() : owner, id: 7, name: 'Acme', type },
    public: false,
    links: {
      self: [{ href: `${webBaseUrl}/projects/${owner}/repos/${name}/browse` }],
      clone: [{ href: `${webBaseUrl}/scm/${owner.toLowerCase()}/${name}.git`, name: 'http' }],
    },
  };
}

export function refJson(
  repository: RepositoryReference,
  branch: string,
  sha: string,
  webBaseUrl: string,
) {
  return {
    id: `refs/heads/${branch}`,
    displayId: branch,
    latestCommit: sha,
    type: 'BRANCH',
    repository: repositoryJson(repository, webBaseUrl),
  };
}

const states = { open: 'OPEN', closed: 'DECLINED', merged: 'MERGED' } as const;
export const heads = { repository: app, fork, otherFork, forkOfFork } as const;

export function pullRequestJson(pull: ScenarioPullRequest, webBaseUrl: string) {
  const changed = pull.changedAt.getTime();
  return {
    id: pull.number,
    version: 3,
    title: pull.title,
    ...(pull.description !== '' && { description: pull.description ?? '* one\r\n* two' }),
    state: states[pull.state],
    open: pull.state === 'open',
    closed: pull.state !== 'open',
    draft: pull.draft,
    // In the order of the numbers.
    createdDate: Date.parse('2026-01-01T08:00:00Z') + pull.number,
    updatedDate: changed,
    ...(pull.state !== 'open' && { closedDate: pull.settledAt?.getTime() ?? changed }),
    fromRef: refJson(heads[pull.from], pull.branch, pull.headSha, webBaseUrl),
    toRef: refJson(heads[pull.into ?? 'repository'], pull.baseBranch, 'b'.repeat(40), webBaseUrl),
    locked: false,
    author: {
      user: userJson(pull.author),
      role: 'AUTHOR',
      approved: false,
      status: 'UNAPPROVED',
    },
    ...toPeopleJson(pull),
    properties: {
      mergeResult: {
        outcome: pull.mergeability === 'conflicting' ? 'CONFLICTED' : 'CLEAN',
        current: true,
      },
      resolvedTaskCount: 1,
      commentCount: 9,
      openTaskCount: pull.unresolvedThreads,
    },
    links: { self: [{ href: 'https://elsewhere.test/projects/X/repos/y/pull-requests/1' }] },
  };
}

/** People with a verdict or a request are reviewers; others with a comment are participants. */
function toPeopleJson({ reviews, requestedReviewers }: ScenarioPullRequest) {
  const statuses = new Map(requestedReviewers.map((login) => [login, 'UNAPPROVED']));
  for (const { login, verdict } of reviews) {
    if (verdict === 'commented') continue;
    statuses.set(login, verdict === 'approved' ? 'APPROVED' : 'NEEDS_WORK');
  }
  const commented = reviews.filter(({ login }) => !statuses.has(login));
  return {
    reviewers: [...statuses].map(([login, status]) => ({
      user: userJson(login),
      role: 'REVIEWER',
      approved: status === 'APPROVED',
      status,
    })),
    participants: [...new Set(commented.map(({ login }) => login))].map((login) => ({
      user: userJson(login),
      role: 'PARTICIPANT',
      approved: false,
      status: 'UNAPPROVED',
    })),
  };
}

/** The first author has no account. */
export function commitJson({ sha, message, author, authoredAt }: ScenarioCommit, index: number) {
  const emailAddress = `${author}@acme.test`;
  return {
    id: sha,
    displayId: sha.slice(0, 11),
    author: index > 0 ? userJson(author) : { name: author, emailAddress },
    authorTimestamp: authoredAt.getTime(),
    committer: userJson('bitbucket'),
    committerTimestamp: 1_700_000_000_000,
    message,
    parents: [],
  };
}

export function mergeJson({ mergeability, draft }: ScenarioPullRequest) {
  const veto = { summaryMessage: 'Not enough approvals', detailedMessage: 'Needs 2 more.' };
  const isConflicting = mergeability === 'conflicting';
  const isVetoed = draft || ['blocked', 'behind'].includes(mergeability);
  return {
    canMerge: mergeability === 'mergeable' && !draft,
    conflicted: isConflicting,
    outcome: isConflicting ? 'CONFLICTED' : mergeability === 'computing' ? 'UNKNOWN' : 'CLEAN',
    vetoes: isVetoed ? [veto] : [],
  };
}

const buildStates = { passed: 'SUCCESSFUL', failed: 'FAILED', pending: 'INPROGRESS' } as const;

export function buildJson(
  { name, state, startedAt, completedAt }: ScenarioPullRequest['checks'][number],
  index: number,
) {
  const reportedAt = (completedAt ?? startedAt)?.getTime();
  return {
    state: buildStates[state],
    key: `KEY-${name}`,
    parent: name,
    name,
    url: `https://ci.acme.test/${name}`,
    description: 'A description of the build',
    dateAdded: reportedAt ?? 1_700_000_000_000 - index,
    ...(startedAt && completedAt && { duration: completedAt.getTime() - startedAt.getTime() }),
  };
}

/** Builds of these plans are required before a merge into `main`. */
export function conditionJson(buildParentKeys: readonly string[]) {
  const type = { id: 'BRANCH', name: 'Branch' };
  const refMatcher = { id: 'refs/heads/main', displayId: 'main', type, active: true };
  return { id: 15, buildParentKeys, refMatcher, exemptRefMatcher: null };
}

export function errorJson(exception: string, message: string) {
  const exceptionName = `com.atlassian.bitbucket.${exception}`;
  return { errors: [{ context: null, message, exceptionName }] };
}

/** An installation may be configured to return fewer items than requested. */
const mostPerPage = 3;

export function toPage(values: readonly unknown[], url: URL, more: object = {}): StubResponse {
  const start = Number(url.searchParams.get('start') ?? 0);
  const limit = Math.min(Number(url.searchParams.get('limit') ?? 25), mostPerPage);
  const page = values.slice(start, start + limit);
  const isLastPage = start + limit >= values.length;
  const nextPageStart = isLastPage ? null : start + limit;
  const body = { values: page, size: page.length, isLastPage, start, limit, nextPageStart };
  return { body: { ...body, ...more } };
}

/** Newest first; a reply is an activity as well, with the whole thread. */
export function listActivitiesJson({ threads = [], headSha }: ScenarioPullRequest) {
  const opened = { id: 1, createdDate: 1, user: userJson('ada'), action: 'OPENED' };
  const activities = threads.flatMap((thread, index) =>
    thread.comments.map((_, at) => ({
      id: 100 + index * 100 + at,
      createdDate: toCommentInstant(index, at).getTime(),
      user: userJson('ada'),
      action: 'COMMENTED',
      commentAction: at === 0 ? 'ADDED' : 'REPLIED',
      comment: commentJson(thread, index, 0),
      ...(thread.path !== null && { commentAnchor: anchorJson(thread, headSha) }),
    })),
  );
  return [opened, ...activities].toReversed();
}

function anchorJson({ path, line, startLine, side }: ScenarioThread, headSha: string) {
  return {
    fromHash: 'b'.repeat(40),
    toHash: headSha,
    line,
    lineType: side === 'old' ? 'REMOVED' : 'ADDED',
    fileType: side === 'old' ? 'FROM' : 'TO',
    path,
    diffType: 'EFFECTIVE',
    orphaned: false,
    ...(startLine !== null && { multilineMarker: { startLine, startLineType: 'ADDED' } }),
  };
}

/** Each reply answers the comment before it. */
function commentJson(thread: ScenarioThread, index: number, at: number): object {
  const { author = '', body = '' } = thread.comments[at] ?? {};
  const isLast = at + 1 >= thread.comments.length;
  return {
    properties: { repositoryId: 1 },
    id: 1000 + index * 100 + at,
    version: 0,
    text: body,
    author: userJson(author),
    createdDate: toCommentInstant(index, at).getTime(),
    updatedDate: toCommentInstant(index, at).getTime(),
    comments: isLast ? [] : [commentJson(thread, index, at + 1)],
    severity: 'NORMAL',
    state: 'OPEN',
    threadResolved: thread.resolvedBy !== null,
    ...(thread.resolvedBy !== null && { threadResolver: userJson(thread.resolvedBy) }),
  };
}
