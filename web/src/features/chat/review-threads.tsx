import type {
  ReviewList,
  ReviewThread,
  ThreadComment,
} from '../../../../src/contract/pull-request.ts';
import { useNow } from '../../shared/clock.ts';
import { Markdown } from '../../shared/markdown/markdown.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { formatPlace, groupThreads, type ThreadGroup } from './thread-groups.ts';

/** What people wrote, by file; resolved threads are folded. */
export function ReviewThreads({ list, forge }: { list: ReviewList; forge: string }) {
  const { chat_id: chatId } = list;
  const text = messages.threadList;
  const notes = [
    ...(list.threads === null ? [text.unknown] : []),
    ...list.threads_unread,
    ...(list.threads_truncated ? [text.truncated(forge)] : []),
  ];
  return (
    <>
      {groupThreads(list.threads ?? []).map((group) => (
        <Group key={group.path ?? ''} group={group} chatId={chatId} forge={forge} />
      ))}
      {notes.map((note) => (
        <p key={note} className="thread-note">
          {note}
        </p>
      ))}
    </>
  );
}

interface GroupProps {
  group: ThreadGroup;
  chatId: string;
  forge: string;
}

function Group({ group, chatId, forge }: GroupProps) {
  const name = group.path ?? messages.threadList.conversation;
  return (
    <section className="thread-group" aria-label={name}>
      <h3 className="thread-file">
        <bdi>{name}</bdi>
      </h3>
      {group.threads.map((thread) => (
        <Thread key={thread.id} thread={thread} chatId={chatId} forge={forge} />
      ))}
    </section>
  );
}

interface ThreadProps {
  thread: ReviewThread;
  chatId: string;
  forge: string;
}

function Thread({ thread, chatId, forge }: ThreadProps) {
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
        <Comment key={comment.id} comment={comment} chatId={chatId} forge={forge} />
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

interface CommentProps {
  comment: ThreadComment;
  chatId: string;
  forge: string;
}

function Comment({ comment, chatId, forge }: CommentProps) {
  const text = messages.threadList;
  const { author, body, created_at: at, truncated } = comment;
  return (
    <div className="thread-comment">
      <p className="thread-author">
        <bdi>{author ?? text.deletedAccount}</bdi>
        {at !== null && <Age at={at} />}
      </p>
      <Markdown text={body} chatId={chatId} level={3} />
      {truncated && <p className="thread-note">{text.moreText(forge)}</p>}
    </div>
  );
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useNow((nowMs) => formatAge(at, nowMs))}</Time>;
}
