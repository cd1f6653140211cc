import { ApiError } from '../../../../../src/contract/client.ts';
import { formatProblem } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { useLineComments } from './comments-context.ts';
import type { Draft } from './draft.ts';

/** Why a comment was not sent. What may have arrived is sent again only under another id. */
export function SendingProblem({ draft, error }: { draft: Draft; error: unknown }) {
  const { store, forge } = useLineComments();
  if (!isUncertain(error) || forge.problem !== undefined) {
    return (
      <p className="comment-problem" role="alert">
        {messages.comments.failed(formatProblem(error).text)}
      </p>
    );
  }
  return (
    <p className="comment-problem" role="alert">
      {messages.comments.uncertain(forge.name)}{' '}
      <button
        type="button"
        className="text-button"
        onClick={() => {
          store.forgetId(draft.key);
          store.setSending(draft.key, undefined);
        }}
      >
        {messages.comments.sendAnother}
      </button>
    </p>
  );
}

function isUncertain(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 409;
}
