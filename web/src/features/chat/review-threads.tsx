import type {
  ReviewList,
  ReviewThread,
  ThreadComment,
} from '../../../../src/contract/pull-request.ts';
import { useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { formatPlace, groupThreads, type ThreadGroup } from './thread-groups.ts';

/** What people wrote, by file; resolved threads are folded. */
export function ReviewThreads({ list, forge }: { list: ReviewList; forge: string }) {
  const text = messages.threadList;
  const notes = [
    ...(list.threads === null ? [text.unknown] : []),
    ...list.threads_unread,
    ...(list.threads_truncated ? [text.truncated(forge)] : []),
  ];
  return (
    <>
      {groupThreads(list.threads ?? []).map((group) => (
        <Group key={group.path ?? ''} group={group} forge={forge} />
      ))}
      {notes.map((note) => (
        <p key={note} className="thread-note">
          {note}
        </p>
      ))}
    </>
  );
}

function Group({ group, forge }: { group: ThreadGroup; forge: string }) {
  const name = group.path ?? messages.threadList.conversation;
  return (
    <section className="thread-group" aria-label={name}>
      <h3 className="thread-file">
        <bdi>{name}</bdi>
      </h3>
      {group.threads.map((thread) => (
        <Thread key={thread.id} thread={thread} forge={forge} />
      ))}
    </section>
  );
}

function Thread({ thread, forge }: { thread: ReviewThread; forge: string }) {
  const text = messages.threadList;
  const { resolved, resolved_by: by, outdated, comments } = thread;
  const marks = [
    ...(resolved === true ? [by === null ? text.resolved : text.resolvedBy(by)] : []),
    ...(outdated === true ? [text.outdated] : []),
  ];
  const head = (
    <>
      <bdi className="thread-place">{formatPlace(thread)}</bdi>
      {marks.map((mark) => (
        <span key={mark} className="thread-mark">
          {mark}
        </span>
      ))}
    </>
  );
  const content = (
    <>
      {comments.map((comment) => (
        <Comment key={comment.id} comment={comment} forge={forge} />
      ))}
      {thread.truncated && <p className="thread-note">{text.moreComments(forge)}</p>}
      {parseWebAddress(thread.url) && (
        <ExternalLink className="thread-link" href={thread.url}>
          {messages.reviewList.openOnForge(forge)}
        </ExternalLink>
      )}
    </>
  );
  if (resolved !== true) {
    return (
      <article className="thread" data-open={resolved === false || undefined}>
        <header className="thread-head">{head}</header>
        {content}
      </article>
    );
  }
  return (
    <details className="thread">
      <summary className="thread-head">{head}</summary>
      {content}
    </details>
  );
}

function Comment({ comment, forge }: { comment: ThreadComment; forge: string }) {
  const text = messages.threadList;
  const { author, body, created_at: at, truncated } = comment;
  return (
    <div className="thread-comment">
      <p className="thread-author">
        <bdi>{author ?? text.deletedAccount}</bdi>
        {at !== null && <Age at={at} />}
      </p>
      <div className="thread-body" dir="auto">
        {body}
      </div>
      {truncated && <p className="thread-note">{text.moreText(forge)}</p>}
    </div>
  );
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useNow((nowMs) => formatAge(at, nowMs))}</Time>;
}
