import { Popover } from '@base-ui/react/popover';
import { XIcon } from '@primer/octicons-react';
import { messages } from '../../../text/messages.ts';
import { formatPlace } from './clipboard-text.ts';
import { useLineComments } from './comments-context.ts';
import type { Draft } from './draft.ts';

/** Every comment that is not sent: where it is, what it says, and whether it goes with the list. */
export function DraftList({ drafts }: { drafts: readonly Draft[] }) {
  return (
    <ul className="draft-list">
      {drafts.map((draft) => (
        <li key={draft.key}>
          <DraftLine draft={draft} />
        </li>
      ))}
    </ul>
  );
}

function DraftLine({ draft }: { draft: Draft }) {
  const { store, placed, goTo } = useLineComments();
  const placement = placed.drafts.get(draft.key);
  const place = placement?.state === 'shown' ? placement.place : draft.place;
  const shown = formatPlace(place);
  return (
    <>
      <span className="draft-line-head">
        {placement?.state === 'earlier' ? (
          <span className="comment-place">
            <bdi dir="ltr">{shown}</bdi> <small>{messages.comments.linesChanged}</small>
          </span>
        ) : (
          <Popover.Close
            className="text-button comment-place"
            aria-label={messages.comments.goTo(shown)}
            onClick={() => goTo(place)}
          >
            <bdi dir="ltr">{shown}</bdi>
          </Popover.Close>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={messages.comments.remove(shown)}
          title={messages.comments.remove(shown)}
          onClick={() => store.remove(draft.key)}
        >
          <XIcon size={14} />
        </button>
      </span>
      <p className="comment-body" dir="auto">
        {draft.body}
      </p>
      <button
        type="button"
        className="text-button"
        onClick={() => store.setListed(draft.key, !draft.listed)}
      >
        {draft.listed ? messages.comments.unlist : messages.comments.list}
      </button>
    </>
  );
}
