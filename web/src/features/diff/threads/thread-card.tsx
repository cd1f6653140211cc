import type { ReviewThread, ThreadComment } from '../../../../../src/contract/pull-request.ts';
import { useNow } from '../../../shared/clock.ts';
import { Markdown } from '../../../shared/markdown/markdown.tsx';
import { Link } from '../../../shared/routing/router.tsx';
import { messages } from '../../../text/messages.ts';
import { formatAge } from '../../../text/time.ts';
import { ExternalLink, parseWebAddress } from '../../../ui/external-link.tsx';
import { Time } from '../../../ui/time.tsx';
import { renderCode } from '../highlighted-code.tsx';
import { SuggestedChange } from './suggested-change.tsx';
import { type FindLine, findSuggestedLines } from './suggested-lines.ts';
import { formatThreadPlace } from './thread-place.ts';

export interface ThreadCardProps {
  thread: ReviewThread;
  chatId: string;
  forge: string;
  /** The level of the heading above it. */
  level: number;
  showsPlace: boolean;
  /** Why it is not at its lines. */
  note?: string | undefined;
  /** Where it is in the diff. */
  href?: string | undefined;
  lines?: FindLine | undefined;
}

/** A thread with its comments, oldest first. A resolved one is folded. */
export function ThreadCard(props: ThreadCardProps) {
  const { resolved } = props.thread;
  if (resolved !== true) {
    return (
      <article className="thread" data-open={resolved === false || undefined}>
        {(props.showsPlace || props.note !== undefined || props.thread.outdated === true) && (
          <header className="thread-head">
            <ThreadHead {...props} />
          </header>
        )}
        <ThreadContent {...props} />
      </article>
    );
  }
  return (
    <details className="thread">
      <summary className="thread-head">
        <ThreadHead {...props} />
      </summary>
      <ThreadContent {...props} />
    </details>
  );
}

function ThreadHead({ thread, note, showsPlace }: ThreadCardProps) {
  const text = messages.threadList;
  const { resolved, resolved_by: by, outdated, comments } = thread;
  const [first] = comments;
  const marks = [
    ...(resolved === true ? [by === null ? text.resolved : text.resolvedBy(by)] : []),
    ...(outdated === true ? [text.outdated] : []),
    ...(note === undefined ? [] : [note]),
  ];
  return (
    <>
      {showsPlace ? (
        <bdi className="thread-place">{formatThreadPlace(thread)}</bdi>
      ) : (
        resolved === true && <bdi>{first?.author ?? text.deletedAccount}</bdi>
      )}
      {marks.map((mark) => (
        <span key={mark} className="thread-mark">
          {mark}
        </span>
      ))}
    </>
  );
}

function ThreadContent(props: ThreadCardProps) {
  const { thread, forge, note, href } = props;
  const text = messages.threadList;
  return (
    <>
      {thread.hunk !== null && (note !== undefined || thread.outdated === true) && (
        <pre className="thread-hunk" ref={makeFocusable}>
          {thread.hunk}
        </pre>
      )}
      {thread.comments.map((comment, index) => (
        <Comment key={comment.id} comment={comment} isReply={index > 0} {...props} />
      ))}
      {thread.truncated && <p className="thread-note">{text.moreComments(forge)}</p>}
      {href !== undefined && (
        <>
          <Link className="thread-link" href={href}>
            {text.inDiff}
          </Link>{' '}
        </>
      )}
      {parseWebAddress(thread.url) && (
        <ExternalLink className="thread-link" href={thread.url}>
          {messages.reviewList.openOnForge(forge)}
        </ExternalLink>
      )}
    </>
  );
}

/** The keyboard scrolls long lines. */
function makeFocusable(element: HTMLElement | null): void {
  if (element) element.tabIndex = 0;
}

type CommentProps = { comment: ThreadComment; isReply: boolean } & ThreadCardProps;

function Comment({ comment, isReply, thread, chatId, forge, level, lines }: CommentProps) {
  const text = messages.threadList;
  const { author, body, created_at: at, truncated } = comment;
  return (
    <div className={isReply ? 'thread-comment thread-reply' : 'thread-comment'}>
      <p className="thread-author">
        <bdi>{author ?? text.deletedAccount}</bdi>
        {at !== null && <Age at={at} />}
      </p>
      <Markdown
        renderCode={renderCode}
        text={body}
        chatId={chatId}
        level={level}
        renderSuggestion={(after, range) => (
          <SuggestedChange before={findSuggestedLines(thread, range, lines)} after={after} />
        )}
      />
      {truncated && <p className="thread-note">{text.moreText(forge)}</p>}
    </div>
  );
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useNow((nowMs) => formatAge(at, nowMs))}</Time>;
}
