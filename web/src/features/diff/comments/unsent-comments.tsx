import { Popover as PopoverParts } from '@base-ui/react/popover';
import { ListUnorderedIcon, XIcon } from '@primer/octicons-react';
import { useSyncExternalStore } from 'react';
import { formatProblem } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { Popover } from '../../../ui/popover.tsx';
import { type Draft, isBlank } from './comment-draft.ts';
import { formatPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';

/** What is not sent yet, and how to send it together; what was done is said above it. */
export function CommentBar({ said, markedLine }: { said: string; markedLine: string }) {
  const { store } = useLineComments();
  const drafts = useSyncExternalStore(store.subscribe, store.getDrafts);
  const open = useSyncExternalStore(store.subscribe, store.getOpen);
  const listed = drafts.filter((draft) => draft.listed);
  const others = drafts.filter((draft) => !draft.listed && draft.key !== open && !isBlank(draft));
  const parts = [
    ...(listed.length > 0 ? [messages.comments.inList(listed.length)] : []),
    ...(others.length > 0 ? [messages.comments.drafts(others.length)] : []),
  ];
  return (
    <div className="comment-foot">
      <output className="comment-said">{said}</output>
      <output className="unseen">{markedLine}</output>
      {parts.length > 0 && (
        <section className="comment-bar" aria-label={messages.comments.notSent}>
          <Popover
            align="start"
            title={messages.comments.notSent}
            trigger={
              <button type="button" className="text-button">
                <ListUnorderedIcon size={14} /> {parts.join(', ')}
              </button>
            }
          >
            <DraftList drafts={[...listed, ...others]} />
          </Popover>
          {listed.length > 0 && <ListActions keys={listed.map(({ key }) => key)} />}
        </section>
      )}
    </div>
  );
}

function ListActions({ keys }: { keys: readonly string[] }) {
  const { store, sender, say, leave } = useLineComments();
  const busy = useSyncExternalStore(store.subscribe, () =>
    keys.some((key) => store.findSending(key)?.state === 'sending'),
  );
  const sendAll = async () => {
    let sent = 0;
    // One after another, so that they arrive in the order of the list.
    for (const key of keys) if (await sender.send(key, 'agent')) sent++;
    if (sent > 0) say(messages.comments.saidAllSent(sent));
    if (sent === keys.length) leave();
  };
  const copyAll = async () => {
    if (!(await sender.copy(keys))) return;
    say(messages.comments.saidCopied(keys.length));
    leave();
  };
  return (
    <>
      <Failures keys={keys} />
      <span className="comment-actions">
        <button type="button" className="button" disabled={busy} onClick={() => void copyAll()}>
          {messages.comments.copyAll}
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={busy}
          onClick={() => void sendAll()}
        >
          {busy ? messages.comments.sending : messages.comments.sendAll(keys.length)}
        </button>
      </span>
    </>
  );
}

function Failures({ keys }: { keys: readonly string[] }) {
  const { store } = useLineComments();
  const sentence = useSyncExternalStore(store.subscribe, () => {
    const failed = keys.flatMap((key) => {
      const sending = store.findSending(key);
      return sending?.state === 'failed' ? [sending.error] : [];
    });
    if (failed.length === 0) return '';
    return messages.comments.someFailed(failed.length, formatProblem(failed[0]).text);
  });
  return (
    <span className="comment-problem" role="alert">
      {sentence}
    </span>
  );
}

/** Every comment that is not sent: where it is, what it says, and whether it goes with the list. */
function DraftList({ drafts }: { drafts: readonly Draft[] }) {
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
          <PopoverParts.Close
            className="text-button comment-place"
            aria-label={messages.comments.goTo(shown)}
            onClick={() => goTo(place)}
          >
            <bdi dir="ltr">{shown}</bdi>
          </PopoverParts.Close>
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
