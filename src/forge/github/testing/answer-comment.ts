import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { hasDiffLine } from '../../testing/diff-fixtures.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import type { Canned } from './server.ts';
import type { World } from './world.ts';

interface Asked {
  body: string;
  commit_id: string;
  path: string;
  line: number;
  side?: 'LEFT' | 'RIGHT';
  start_line?: number;
  start_side?: 'LEFT' | 'RIGHT';
}

const sides = { LEFT: 'old', RIGHT: 'new' } as const;

/** Takes a comment on a line of the diff, and no other. */
export function answerComment({ posted, webBaseUrl }: World, pull: ScenarioPullRequest): Canned {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const asked = JSON.parse(await text(request)) as Asked;
    const { status, body } = take(asked, pull, posted, webBaseUrl);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  return (request, response) => void answer(request, response);
}

function take(
  asked: Asked,
  { diff, headSha, number }: ScenarioPullRequest,
  posted: PostedComment[],
  webBaseUrl: string,
): { status: number; body: unknown } {
  const { path, line, body, start_line: startLine = null } = asked;
  const side = sides[asked.side ?? 'RIGHT'];
  if (asked.commit_id !== headSha) return toInvalid('commit_id is not part of the pull request');
  const isShown = [line, startLine ?? line].every((one) =>
    hasDiffLine(diff, { path, side, line: one }),
  );
  if (!isShown) return toInvalid('pull_request_review_thread.line must be part of the diff');
  posted.push({ path, side, line, startLine, body });
  const page = `${webBaseUrl}/acme/app/pull/${number}`;
  const comment = { id: 7, html_url: `${page}#discussion_r7`, path, line, body };
  return { status: 201, body: comment };
}

function toInvalid(message: string) {
  const error = { resource: 'PullRequestReviewComment', code: 'custom', message };
  return { status: 422, body: { message: 'Validation Failed', errors: [error] } };
}
