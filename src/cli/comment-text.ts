import type { Comment } from '../contract/comments.ts';
import { toOneLine } from './one-line.ts';

/** A comment as text that an agent can act on: where, the lines it speaks of, and what was said. */
export function toCommentText(comment: Comment): string {
  const quoted = toLines(comment.quoted).map((line) => `> ${line}`.trimEnd());
  const lines = [`## ${toPlace(comment)}`, ...quoted, '', ...toLines(comment.body)];
  return `${lines.join('\n')}\n`;
}

/** As JSON, in which control characters that JSON lets pass are escaped too. */
export function toCommentJson(content: Comment | readonly Comment[], indentation = 0): string {
  const json = JSON.stringify(content, null, indentation);
  const escaped = json.replace(
    /[\x7f-\x9f\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

/** `src/app.ts:5-7 (agent/work at 1a2b3c4)`. */
function toPlace({ path, old_line, new_line, start_line, branch, head_sha }: Comment): string {
  const end = new_line ?? old_line;
  const range = start_line === null || start_line === end ? `${end}` : `${start_line}-${end}`;
  const side = new_line === null ? ', deleted' : '';
  const commit = head_sha === null ? '' : ` at ${head_sha.slice(0, 7)}`;
  return toOneLine(`${path}:${range} (${branch}${commit}${side})`, Number.POSITIVE_INFINITY);
}

/** Text of others line by line, each harmless in a terminal; code keeps its indentation. */
function toLines(text: string): string[] {
  const lines = text.replace(/\s+$/, '').split(/\r\n|[\n\r]/);
  if (lines.length === 1 && lines[0] === '') return [];
  return lines.map((line) => {
    const [indentation = ''] = /^[ \t]*/.exec(line) ?? [];
    return indentation + toOneLine(line, Number.POSITIVE_INFINITY);
  });
}
