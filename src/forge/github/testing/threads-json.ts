import {
  type ScenarioPullRequest,
  type ScenarioThread,
  toCommentInstant,
} from '../../testing/forge-scenario.ts';
import type { World } from './world.ts';

const originalSha = 'd'.repeat(40);

interface Written {
  id: number;
  author: string;
  body: string;
  at: Date;
  thread: ScenarioThread;
  /** The first comment of its thread; null for the first one. */
  replyTo: number | null;
}

function listWritten({ threads = [] }: ScenarioPullRequest): Written[] {
  return threads.flatMap((thread, index) =>
    thread.comments.map(({ author, body }, at) => {
      const id = 1000 + index * 100 + at;
      const replyTo = at === 0 ? null : 1000 + index * 100;
      return { id, author, body, at: toCommentInstant(index, at), thread, replyTo };
    }),
  );
}

/** The comments on lines, or those of the conversation, as REST lists them. */
export function listCommentsJson(
  pull: ScenarioPullRequest,
  kind: 'lines' | 'conversation',
  { gone, webBaseUrl }: Pick<World, 'gone' | 'webBaseUrl'>,
) {
  const isOfKind = ({ thread }: Written) => (thread.path === null) === (kind === 'conversation');
  return listWritten(pull)
    .filter(isOfKind)
    .map(({ id, author, body, at, thread, replyTo }) => ({
      id,
      user: gone.has(author) ? null : { login: author, type: 'User' },
      body,
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
      html_url: `${webBaseUrl}/acme/app/pull/${pull.number}#discussion_r${id}`,
      ...(kind === 'lines' && {
        path: thread.path,
        line: thread.line,
        original_line: thread.line,
        start_line: thread.startLine,
        side: thread.side === 'old' ? 'LEFT' : 'RIGHT',
        commit_id: pull.headSha,
        original_commit_id: originalSha,
        diff_hunk: '@@ -1 +1 @@',
        subject_type: 'line',
        ...(replyTo !== null && { in_reply_to_id: replyTo }),
      }),
    }));
}

/** The threads as nodes of GraphQL; those that are only counted come first. */
export function listThreadNodes(pull: ScenarioPullRequest, world: World): object[] {
  const counted = [true, ...Array.from({ length: pull.unresolvedThreads }, () => false)];
  const lines = (pull.threads ?? []).filter(({ path }) => path !== null);
  return [
    ...counted.map((isResolved) => ({ ...placeNode('', {}), isResolved, comments: noComments })),
    ...lines.map((thread) => {
      const comments = listCommentNodes(pull, world, (one) => one.thread === thread);
      const { path, line, startLine, resolvedBy } = thread;
      return {
        ...placeNode(path ?? '', { line, startLine }),
        originalLine: line,
        originalStartLine: startLine,
        diffSide: thread.side === 'old' ? 'LEFT' : 'RIGHT',
        isResolved: resolvedBy !== null,
        resolvedBy: resolvedBy === null ? null : { login: resolvedBy },
        comments: { totalCount: comments.length, nodes: comments.slice(0, 50) },
      };
    }),
  ];
}

const noComments = { totalCount: 0, nodes: [] };

function placeNode(path: string, lines: object) {
  return { id: 'PRRT_1', path, diffSide: 'RIGHT', isOutdated: true, resolvedBy: null, ...lines };
}

export function listConversationNodes(pull: ScenarioPullRequest, world: World): object[] {
  return listCommentNodes(pull, world, ({ thread }) => thread.path === null);
}

function listCommentNodes(
  pull: ScenarioPullRequest,
  { gone, webBaseUrl }: World,
  isMeant: (one: Written) => boolean,
) {
  return listWritten(pull)
    .filter(isMeant)
    .map(({ id, author, body, at }) => ({
      id: `PRRC_${id}`,
      databaseId: id,
      state: 'SUBMITTED',
      body,
      createdAt: at.toISOString(),
      lastEditedAt: null,
      url: `${webBaseUrl}/acme/app/pull/${pull.number}#discussion_r${id}`,
      author: gone.has(author) ? null : { __typename: 'User', login: author },
      originalCommit: { oid: originalSha },
      diffHunk: '@@ -1 +1 @@',
    }));
}
