import { formatProblem } from '../api/problem-text.ts';
import { messages } from '../text/messages.ts';
import { Notice } from '../ui/notice.tsx';

interface ProblemNoticeProps {
  error: unknown;
  /** Says what could not be done, where the problem itself does not. */
  title?: string;
  onRetry: () => void;
}

/** What happened, what to do, and a button that does it. */
export function ProblemNotice({ error, title, onRetry }: ProblemNoticeProps) {
  const problem = formatProblem(error);
  return (
    <Notice
      title={title ?? problem.title}
      tone="attention"
      actions={
        <button type="button" className="button" onClick={onRetry}>
          {messages.problem.tryAgain}
        </button>
      }
    >
      {title && title !== problem.title && <p>{problem.title}</p>}
      {problem.text && <p>{problem.text}</p>}
    </Notice>
  );
}
