import type { StubResponse } from '../../testing/forge-double.ts';
import type { PostedComment } from '../../testing/forge-scenario.ts';
import type { Asked } from './asked.ts';
import { identityJson } from './json-answers.ts';
import type { World } from './world.ts';

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

/** Answers POST of a thread. Azure takes one for any line, whether it is in the diff or not. */
export function answerPost(
  part: string | undefined,
  { body }: Asked,
  world: World,
): StubResponse | undefined {
  if (part !== 'threads') return undefined;
  const sent = body as SentThread;
  world.posted.push(toPosted(sent));
  const comments = sent.comments.map((comment) => ({
    id: 1,
    author: identityJson('ada'),
    ...comment,
  }));
  return { body: { id: 140 + world.posted.length, ...sent, comments, isDeleted: false } };
}

function toPosted({ comments, threadContext }: SentThread): PostedComment {
  const { filePath, leftFileStart, leftFileEnd, rightFileStart, rightFileEnd } = threadContext;
  const side = rightFileEnd ? ('new' as const) : ('old' as const);
  const line = (rightFileEnd ?? leftFileEnd)?.line ?? 0;
  const start = (rightFileStart ?? leftFileStart)?.line ?? 0;
  const startLine = start === line ? null : start;
  const path = filePath.replace(/^\//, '');
  return { path, side, line, startLine, body: comments[0]?.content ?? '' };
}
