import { hasDiffLine } from '../../testing/diff-fixtures.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { userJson } from './json-answers.ts';
import { baseSha, type World } from './world.ts';

interface SentThread {
  body: string;
  position: {
    position_type: string;
    base_sha: string;
    start_sha: string;
    head_sha: string;
    old_path: string;
    new_path: string;
    old_line?: number;
    new_line?: number;
  };
}

const lineCodeError =
  '400 Bad request - Note {:line_code=>["can\'t be blank", "must be a valid line code"]}';

/** Answers POST of a thread: GitLab accepts one only on a line of the diff. */
export function answerPost(path: string, body: unknown, world: World): StubResponse {
  const pattern = /^\/projects\/acme%2Fapp\/merge_requests\/(\d+)\/discussions$/i;
  const pull = world.pulls.get(Number(pattern.exec(path)?.[1]));
  if (!pull) return { status: 404, body: { message: '404 Not found' } };
  const comment = toPosted(body as SentThread, pull);
  if (!comment) return { status: 400, body: { message: lineCodeError } };
  const count = world.posted.push(comment);
  const note = { id: 1700 + count, type: 'DiffNote', body: comment.body, author: userJson('ada') };
  return { status: 201, body: { id: 'f'.repeat(40), individual_note: false, notes: [note] } };
}

function toPosted(
  { body, position }: SentThread,
  { diff, headSha }: ScenarioPullRequest,
): PostedComment | undefined {
  const { old_line: oldLine, new_line: newLine } = position;
  const isOfDiff = position.head_sha === headSha && position.base_sha === baseSha;
  if (!isOfDiff || position.start_sha !== baseSha || position.position_type !== 'text') {
    return undefined;
  }
  const place =
    newLine === undefined
      ? { path: position.old_path, side: 'old' as const, line: oldLine ?? 0 }
      : { path: position.new_path, side: 'new' as const, line: newLine };
  return hasDiffLine(diff, place) ? { ...place, startLine: null, body } : undefined;
}
