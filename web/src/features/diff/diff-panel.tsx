import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSlow } from '../../ui/use-delayed.ts';
import { NewerBar } from './newer-diff-bar.tsx';
import { useShownDiff } from './use-shown-diff.ts';

const importReader = () => import('./diff-content.tsx');
const DiffReader = lazy(importReader);
const longMs = 5_000;

/** The diff has the width; the tree of files can go away. */
export function DiffPanel({ status, search }: { status: DiffStatus; search: Search }) {
  const { query, newer, adopt } = useShownDiff(status);
  const { mutate } = adopt;
  const show = useCallback(() => mutate(), [mutate]);
  useEffect(() => {
    // Both are on their way at once. What goes wrong is told where the reader is drawn.
    importReader().catch(() => undefined);
  }, []);
  if (!query.data) {
    if (!query.error) return <Waiting />;
    return (
      <ProblemNotice
        title={messages.diff.failedTitle}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  const diff = query.data;
  return (
    <section className="diff" aria-label={messages.diff.region}>
      <NewerBar
        newer={newer}
        status={status}
        busy={adopt.isPending}
        error={adopt.error}
        onShow={show}
      />
      {diff.files.length === 0 ? (
        <NoDifference branchOnly={diff.pull_request_url === null} />
      ) : (
        <ErrorBoundary fallback={<Notice title={messages.diff.viewerFailed} />}>
          <Suspense fallback={<Waiting />}>
            <DiffReader diff={diff} status={status} search={search} />
          </Suspense>
        </ErrorBoundary>
      )}
    </section>
  );
}

/** Nothing for a moment, then a word, then that it takes long. */
function Waiting() {
  const slow = useSlow(true);
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longMs);
    return () => clearTimeout(timer);
  }, []);
  if (!slow) return null;
  return (
    <output className="diff-waiting">
      <p>{long ? messages.diff.loadingLong : messages.diff.loading}</p>
      {long && <progress aria-label={messages.diff.loading} />}
    </output>
  );
}

function NoDifference({ branchOnly }: { branchOnly: boolean }) {
  return (
    <Notice title={messages.diff.empty}>
      {branchOnly && <p>{messages.diff.branchDiff}</p>}
      <p>{messages.diff.emptyText}</p>
    </Notice>
  );
}
