import type { ReactNode } from 'react';
import { formatProblem } from '../api/problem-text.ts';
import { messages } from '../text/messages.ts';
import { useSlow } from '../ui/use-delayed.ts';
import { Banner } from './banner.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface QueryContentProps<Answer> {
  query: { error: Error | null; isPending: boolean; refetch: () => Promise<unknown> };
  /** What was read last, which stays while it is read again. */
  known: Answer | undefined;
  loading: string;
  failedTitle: string;
  failedAgain: string;
  children: (answer: Answer) => ReactNode;
}

/** Something that is read when it is opened: waiting, failed, or there. */
export function QueryContent<Answer>(props: QueryContentProps<Answer>) {
  const { query, known, children } = props;
  const slow = useSlow(query.isPending && known === undefined);
  const retry = () => void query.refetch();
  if (known === undefined) {
    if (query.error) {
      return <ProblemNotice title={props.failedTitle} error={query.error} onRetry={retry} />;
    }
    return slow ? <ListSkeleton label={props.loading} /> : null;
  }
  return (
    <>
      {query.error && <FailedAgain title={props.failedAgain} error={query.error} onRetry={retry} />}
      {children(known)}
    </>
  );
}

function FailedAgain(props: { title: string; error: Error; onRetry: () => void }) {
  const { title, text } = formatProblem(props.error);
  return (
    <Banner
      title={props.title}
      text={[title, text].filter(Boolean).join('. ')}
      action={
        <button type="button" className="button" onClick={props.onRetry}>
          {messages.problem.tryAgain}
        </button>
      }
    />
  );
}

function ListSkeleton({ label }: { label: string }) {
  return (
    <div className="list-skeleton">
      <output className="unseen">{label}</output>
      {Array.from({ length: 5 }, (_, line) => (
        <div key={line} aria-hidden="true" />
      ))}
    </div>
  );
}
