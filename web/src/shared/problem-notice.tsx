import { formatProblem, formatProblemLine } from '../api/problem-text.ts';
import { messages } from '../text/messages.ts';
import { Notice } from '../ui/notice.tsx';

interface ProblemNoticeProps {
  error: unknown;
  /** What failed, if the error does not say so. */
  title?: string;
  onRetry: () => void;
}

/** What failed, what to do about it, and a button to try again. */
export function ProblemNotice({ error, title, onRetry }: ProblemNoticeProps) {
  const problem = formatProblem(error);
  const text = title === undefined ? problem.text : formatProblemLine(error);
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
      {text && <p>{text}</p>}
    </Notice>
  );
}
