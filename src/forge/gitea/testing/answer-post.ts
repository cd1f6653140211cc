import type { StubResponse } from '../../testing/forge-double.ts';
import type { PostedComment } from '../../testing/forge-scenario.ts';
import { reviewJson } from './json-answers.ts';
import type { World } from './world.ts';

interface SentReview {
  event: string;
  body: string;
  commit_id: string;
  comments: { path: string; body: string; new_position: number; old_position: number }[];
}

/** Answers POST of a review. Gitea accepts a comment on any line, even outside the diff. */
export function answerPost(
  path: string,
  body: unknown,
  world: World,
  webBaseUrl: string,
): StubResponse {
  const [, number] = /^\/repos\/acme\/app\/pulls\/(\d+)\/reviews$/.exec(path) ?? [];
  const { event, comments } = body as SentReview;
  if (!world.pulls.has(Number(number))) return { status: 404, body: { message: 'not found' } };
  if (event !== 'COMMENT' || comments.length === 0) {
    return { status: 422, body: { message: 'review event COMMENT requires a body or a comment' } };
  }
  world.posted.push(...comments.map(toPosted));
  const html_url = `${webBaseUrl}/acme/app/pulls/${number}#issuecomment-${world.posted.length}`;
  return { body: { ...reviewJson('ada', 'COMMENT', '2026-01-01T12:00:00Z'), html_url } };
}

function toPosted(sent: SentReview['comments'][number]): PostedComment {
  const { path, body, new_position: newLine, old_position: oldLine } = sent;
  const place = newLine > 0 ? ({ side: 'new', line: newLine } as const) : undefined;
  return { path, ...(place ?? { side: 'old', line: oldLine }), startLine: null, body };
}
