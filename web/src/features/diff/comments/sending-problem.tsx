import { ApiError } from '../../../../../src/contract/client.ts';
import { toProblemWords } from '../../../api/problem-words.ts';
import { words } from '../../../text/text.ts';
import { useLineComments } from './comments-context.ts';
import type { Draft } from './draft.ts';

/** Why a comment was not sent. What may have arrived is sent again only under another id. */
export function SendingProblem({ draft, error }: { draft: Draft; error: unknown }) {
  const { store, forge } = useLineComments();
  if (!isUncertain(error) || forge.problem !== undefined) {
    return (
      <p className="comment-problem" role="alert">
        {words.comments.failed(toProblemWords(error).text)}
      </p>
    );
  }
  return (
    <p className="comment-problem" role="alert">
      {words.comments.uncertain(forge.name)}{' '}
      <button
        type="button"
        className="text-button"
        onClick={() => {
          store.forgetId(draft.key);
          store.setSending(draft.key, undefined);
        }}
      >
        {words.comments.sendAnother}
      </button>
    </p>
  );
}

function isUncertain(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 409;
}
