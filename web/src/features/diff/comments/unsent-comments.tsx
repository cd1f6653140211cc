import { Popover as PopoverParts } from '@base-ui/react/popover';
import { ListUnorderedIcon, XIcon } from '@primer/octicons-react';
import { useSyncExternalStore } from 'react';
import { formatProblemLine } from '../../../api/problem-text.ts';
import { messages } from '../../../text/messages.ts';
import { Popover } from '../../../ui/popover.tsx';
import { type Draft, isBlank } from './comment-draft.ts';
import { formatPlace } from './comment-place.ts';
import { useLineComments } from './comments-context.ts';

interface UnsentCommentsBarProps {
  /** Shown above the bar for a moment. */
  announcement: string;
  /** For screen readers only. */
  lineAnnouncement: string;
}

/** Drafts and the batch, with buttons that send or copy the whole batch. */
export function UnsentCommentsBar({ announcement, lineAnnouncement }: UnsentCommentsBarProps) {
  const { store } = useLineComments();
  const drafts = useSyncExternalStore(store.subscribe, store.getDrafts);
  const open = useSyncExternalStore(store.subscribe, store.getOpen);
  const batch = drafts.filter((draft) => draft.listed);
  const others = drafts.filter((draft) => !draft.listed && draft.key !== open && !isBlank(draft));
  const parts = [
    ...(batch.length > 0 ? [messages.comments.inBatch(batch.length)] : []),
    ...(others.length > 0 ? [messages.comments.drafts(others.length)] : []),
  ];
  return (
    <div className="comment-foot">
      <output className="comment-status">{announcement}</output>
      <output className="visually-hidden">{lineAnnouncement}</output>
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
            <DraftList drafts={[...batch, ...others]} />
          </Popover>
          {batch.length > 0 && <BatchActions keys={batch.map(({ key }) => key)} />}
        </section>
      )}
    </div>
  );
}

function BatchActions({ keys }: { keys: readonly string[] }) {
  const { store, sender, announce, focusDiff } = useLineComments();
  const busy = useSyncExternalStore(store.subscribe, () =>
    keys.some((key) => store.findSending(key)?.state === 'sending'),
  );
  const sendAll = async () => {
    let sent = 0;
    // One after the other, so that they arrive in order.
    for (const key of keys) if (await sender.send(key, 'agent')) sent++;
    if (sent > 0) announce(messages.comments.announceAllSent(sent));
    if (sent === keys.length) focusDiff();
  };
  const copyAll = async () => {
    if (!(await sender.copy(keys))) return;
    announce(messages.comments.announceCopied(keys.length));
    focusDiff();
  };
  return (
    <>
      <BatchProblem keys={keys} />
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

function BatchProblem({ keys }: { keys: readonly string[] }) {
  const { store } = useLineComments();
  const problem = useSyncExternalStore(store.subscribe, () => {
    const failed = keys.flatMap((key) => {
      const sending = store.findSending(key);
      return sending?.state === 'failed' ? [sending.error] : [];
    });
    if (failed.length === 0) return '';
    return messages.comments.someFailed(failed.length, formatProblemLine(failed[0]));
  });
  return (
    <span className="comment-problem" role="alert">
      {problem}
    </span>
  );
}

function DraftList({ drafts }: { drafts: readonly Draft[] }) {
  return (
    <ul className="draft-list">
      {drafts.map((draft) => (
        <li key={draft.key}>
          <DraftItem draft={draft} />
        </li>
      ))}
    </ul>
  );
}

function DraftItem({ draft }: { draft: Draft }) {
  const { store, placed, goTo } = useLineComments();
  const placement = placed.drafts.get(draft.key);
  const place = placement?.state === 'shown' ? placement.place : draft.place;
  const shownPlace = formatPlace(place);
  return (
    <>
      <span className="draft-line-head">
        {placement?.state === 'outdated' ? (
          <span className="comment-place">
            <bdi dir="ltr">{shownPlace}</bdi> <small>{messages.comments.linesChanged}</small>
          </span>
        ) : (
          <PopoverParts.Close
            className="text-button comment-place"
            aria-label={messages.comments.goTo(shownPlace)}
            onClick={() => goTo(place)}
          >
            <bdi dir="ltr">{shownPlace}</bdi>
          </PopoverParts.Close>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={messages.comments.remove(shownPlace)}
          title={messages.comments.remove(shownPlace)}
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
