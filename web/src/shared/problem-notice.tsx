import { AlertIcon } from '@primer/octicons-react';
import type { ReactNode } from 'react';
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

interface BannerProps {
  title: string;
  text: string;
  /** The original error message. */
  detail?: string | undefined;
  action?: ReactNode;
}

/** A problem that leaves the content below it valid. */
export function Banner({ title, text, detail, action }: BannerProps) {
  return (
    <output className="banner">
      <AlertIcon size={16} />
      <span className="banner-text">
        <strong>{title}.</strong> {text}
        {detail && <span className="banner-detail">{detail}</span>}
      </span>
      {action}
    </output>
  );
}
