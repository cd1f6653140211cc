import type { StubResponse } from '../../testing/forge-double.ts';
import type { PostedComment } from '../../testing/forge-scenario.ts';
import type { Origins } from './json-answers.ts';
import { notFound } from './pages.ts';
import type { World } from './world.ts';

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
