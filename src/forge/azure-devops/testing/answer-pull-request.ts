import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { listStatusJson, listThreadJson } from './checks-json.ts';
import {
  type DoubleRequest,
  identityJson,
  listJson,
  mostPerPage,
  pickPage,
  pullRequestJson,
  repositories,
  toId,
  toRepositoryId,
} from './json-answers.ts';
import type { World } from './world.ts';

/** Compares the ref ignoring case, and the source repository only if the query names one. */
export function answerPullRequests(
  repository: RepositoryReference,
  { query, webBaseUrl }: DoubleRequest,
  world: World,
) {
  const ref = query.get('searchCriteria.sourceRefName')?.toLowerCase();
  const from = query.get('searchCriteria.sourceRepositoryId');
  const found = [...world.pulls.values()].filter((pull) => {
    if (repositories[pull.into ?? 'repository'] !== repository) return false;
    const isFrom = from === null || from === toRepositoryId(repositories[pull.from]);
    return pull.state === 'open' && isFrom && `refs/heads/${pull.branch}`.toLowerCase() === ref;
  });
  const bodies = found.map((pull) => pullRequestJson(pull, webBaseUrl));
  return { body: listJson(pickPage(bodies, query)) };
}

export function answerPullRequest(
  pull: ScenarioPullRequest,
  part: string | undefined,
  { query, webBaseUrl }: DoubleRequest,
): StubResponse | undefined {
  switch (part) {
    case undefined:
      return { body: pullRequestJson(pull, webBaseUrl) };
    case 'threads':
      return { body: listJson(listThreadJson(pull)) };
    case 'statuses':
      return { body: listJson(listStatusJson(pull)) };
    case 'iterations':
      return {
        body: listJson([
          { id: 1, sourceRefCommit: { commitId: 'a'.repeat(40) }, createdDate: beforePush },
          { id: 2, sourceRefCommit: { commitId: pull.headSha }, createdDate: atPush },
        ]),
      };
    case 'labels':
      return { body: listJson(pull.labels.map(({ name }) => ({ id: toId(name), name }))) };
    case 'commits': {
      const commits = listCommitJson(pull);
      const start = Number(query.get('continuationToken') ?? 0);
      const end = Math.min(commits.length, start + mostPerPage);
      const headers = end < commits.length ? { 'x-ms-continuationtoken': `${end}` } : undefined;
      const body = listJson(commits.slice(start, end));
      return { ...(headers && { headers }), body };
    }
    default:
      return undefined;
  }
}

function listCommitJson({ commits, commitList }: ScenarioPullRequest): object[] {
  if (!commitList) {
    const ids = Array.from({ length: commits }, (_, index) => toId(`${index}`));
    return ids.map((commitId) => ({ commitId, comment: 'work' }));
  }
  return commitList.toReversed().map(({ sha, message, author, authoredAt }) => {
    const date = authoredAt.toISOString();
    const comment = message.split('\n')[0];
    const committer = { name: 'Azure', email: 'azure@acme.test', date: '2026-01-02T00:00:00Z' };
    const signature = { name: author, email: `${author}@acme.test`, date };
    return { commitId: sha, author: signature, committer, comment, commentTruncated: true };
  });
}

const beforePush = '2026-01-01T10:00:00.0000000Z';
const atPush = '2026-01-01T10:15:00.0000000Z';

interface Position {
  line: number;
  offset: number;
}

interface SentThread {
  comments: { parentCommentId: number; content: string; commentType: string }[];
  status: string;
  threadContext: { filePath: string } & Partial<
    Record<'leftFileStart' | 'leftFileEnd' | 'rightFileStart' | 'rightFileEnd', Position>
  >;
}

/** Answers POST of a thread. Azure accepts any line, whether or not it is in the diff. */
export function answerPost(
  part: string | undefined,
  { body }: DoubleRequest,
  world: World,
): StubResponse | undefined {
  if (part !== 'threads') return undefined;
  const sent = body as SentThread;
  world.posted.push(parsePosted(sent));
  const comments = sent.comments.map((comment) => ({
    id: 1,
    author: identityJson('ada'),
    ...comment,
  }));
  return { body: { id: 140 + world.posted.length, ...sent, comments, isDeleted: false } };
}

function parsePosted({ comments, threadContext }: SentThread): PostedComment {
  const { filePath, leftFileStart, leftFileEnd, rightFileStart, rightFileEnd } = threadContext;
  const side = rightFileEnd ? ('new' as const) : ('old' as const);
  const line = (rightFileEnd ?? leftFileEnd)?.line ?? 0;
  const start = (rightFileStart ?? leftFileStart)?.line ?? 0;
  const startLine = start === line ? null : start;
  const path = filePath.replace(/^\//, '');
  return { path, side, line, startLine, body: comments[0]?.content ?? '' };
}
