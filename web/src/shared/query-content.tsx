import { type ReactNode, useState } from 'react';
import { formatProblemLine } from '../api/problem-text.ts';
import { messages } from '../text/messages.ts';
import { useSlow } from '../ui/use-delayed.ts';
import { Banner, ProblemNotice } from './problem-notice.tsx';

interface QueryContentProps<Data> {
  query: { error: Error | null; isPending: boolean; refetch: () => Promise<unknown> };
  /** The last known data, which stays visible while it is fetched again. */
  known: Data | undefined;
  loading: string;
  failedTitle: string;
  /** The title of the banner above known data that could not be fetched again. */
  failedAgain: string;
  children: (data: Data) => ReactNode;
}

/** Shows the data of a query, or a skeleton or an error while there is none. */
export function QueryContent<Data>(props: QueryContentProps<Data>) {
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
      {query.error && (
        <RefetchError title={props.failedAgain} error={query.error} onRetry={retry} />
      )}
      {children(known)}
    </>
  );
}

function RefetchError(props: { title: string; error: Error; onRetry: () => void }) {
  return (
    <Banner
      title={props.title}
      text={formatProblemLine(props.error)}
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
      <output className="visually-hidden">{label}</output>
      {Array.from({ length: 5 }, (_, line) => (
        <div key={line} aria-hidden="true" />
      ))}
    </div>
  );
}

/** S9: keeps the previous value while a new one is loading or fails to load. */
export function useLastKnown<Value>(value: Value | undefined): Value | undefined {
  const [lastKnown, setLastKnown] = useState(value);
  if (value !== undefined && value !== lastKnown) setLastKnown(value);
  return value ?? lastKnown;
}
