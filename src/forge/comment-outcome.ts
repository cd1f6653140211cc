import type { Unread } from './client/forge-api.ts';
import { toFailed } from './client/outcomes.ts';
import type { CommentOutcome } from './forge.ts';

// The forge understood the comment, and does not take it: asking again changes nothing.
const refusals = new Set([400, 409, 413, 422]);

/** What sending a comment came to. `findUrl` reads its address from the answer. */
export function toCommentOutcome(
  sent: { kind: 'sent'; value: unknown } | Unread,
  findUrl: (value: unknown) => string | null,
): CommentOutcome {
  if (sent.kind === 'sent') return { kind: 'posted', url: findUrl(sent.value) };
  const { status, outcome, said } = sent;
  if (outcome.kind === 'rate_limited') return outcome;
  const isLocked = status === 403 && said !== undefined && /\block/i.test(said);
  if (status !== undefined && (refusals.has(status) || isLocked)) return toRefused(said);
  const { kind, message } = outcome.failure;
  if (status === 403) return toFailed('forbidden', toForbiddenMessage(said));
  return isUncertain(sent) ? toFailed(kind, `${message} ${lookFirst}`) : outcome;
}

/** `reason` is a sentence or words of the forge, null when there are none. */
export function toRefused(reason: string | null | undefined): CommentOutcome {
  const quote = reason ? `: "${reason}"` : '';
  const message =
    `The forge does not take this comment${quote}. The line may not be part of the diff any more, ` +
    'or the pull request is locked: read the newest diff, or comment at the forge.';
  return { kind: 'refused', message };
}

const lookFirst = 'It may have arrived: look at the pull request before you send it again.';

/** Whether the forge may have written it although its answer did not come. */
function isUncertain({ status, outcome }: Unread): boolean {
  if (status !== undefined) return status >= 500;
  if (outcome.kind !== 'failed') return false;
  const { kind } = outcome.failure;
  return kind === 'timed_out' || kind === 'unavailable' || kind === 'malformed';
}

function toForbiddenMessage(said: string | undefined): string {
  const quote = said ? `: "${said}"` : '';
  return (
    `The forge does not let this token comment on the pull request${quote}. ` +
    'Link a token that may write comments, or comment at the forge.'
  );
}
