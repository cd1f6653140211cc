import { messages } from '../../../text/messages.ts';
import { toShownPath } from '../shown-path.ts';
import { type CommentPlace, toLinePoint } from './comment-place.ts';

interface Spoken {
  place: CommentPlace;
  quoted: string;
  body: string;
}

/** `src/app.ts:3-7`: what people and agents find lines by. */
export function formatPlace(place: CommentPlace): string {
  const { side, line } = toLinePoint(place);
  const lines = place.startLine === null ? String(line) : `${place.startLine}-${line}`;
  const shown = `${toShownPath(place.path)}:${lines}`;
  return side === 'deletions' ? messages.comments.beforeChange(shown) : shown;
}

/** Comments as text that an agent can act on without seeing the page. */
export function toClipboardText(comments: readonly Spoken[]): string {
  return comments.map(toText).join('\n\n');
}

function toText({ place, quoted, body }: Spoken): string {
  const parts = [formatPlace(place), ...(quoted === '' ? [] : [toFenced(quoted)]), body.trim()];
  return parts.join('\n');
}

/** No line of the quoted text ends the block. */
function toFenced(quoted: string): string {
  const runs = (quoted.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, Math.max(0, ...runs) + 1));
  return [fence, quoted, fence].join('\n');
}
