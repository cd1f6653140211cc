import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';

/** The title of the pull request, which is not that of the chat if its agent named it. */
export function PullRequestTitle({ chat, status }: { chat: Chat; status: DiffStatus | null }) {
  const title = status?.pull_request_title;
  if (!title || chat.title === '' || chat.title === title) return null;
  return (
    <Unfoldable>
      {(line) => (
        <p ref={line} className="pull-request-title" dir="auto">
          <span className="visually-hidden">{messages.chat.pullRequestTitle}: </span>
          {title}
        </p>
      )}
    </Unfoldable>
  );
}

/** The heading of the chat. */
export function UnfoldableTitle({ text }: { text: string }) {
  return (
    <Unfoldable>
      {(line) => (
        <h1 ref={line} tabIndex={-1} dir="auto">
          {text}
        </h1>
      )}
    </Unfoldable>
  );
}

type Line = RefObject<HTMLParagraphElement & HTMLHeadingElement>;

interface UnfoldableProps {
  children: (line: Line) => ReactNode;
}

/** One line, with a button if more of it does not fit. */
function Unfoldable({ children }: UnfoldableProps) {
  const line = useRef<HTMLParagraphElement & HTMLHeadingElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const isCut = useCut(line);
  return (
    <div className="unfoldable" data-unfolded={unfolded || undefined}>
      {children(line as Line)}
      {(isCut || unfolded) && (
        <button
          type="button"
          className="unfold-button"
          aria-expanded={unfolded}
          aria-label={unfolded ? messages.chat.showLess : messages.chat.showAll}
          title={unfolded ? messages.chat.showLess : messages.chat.showAll}
          onClick={() => setUnfolded(!unfolded)}
        >
          …
        </button>
      )}
    </div>
  );
}

/** A title that changes has another width, unless it is cut before and after. */
function useCut(line: RefObject<HTMLElement | null>): boolean {
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = line.current;
    if (element === null) return undefined;
    const measure = () => setCut(element.scrollWidth > element.clientWidth + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [line]);
  return isCut;
}
