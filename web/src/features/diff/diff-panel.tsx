import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { words } from '../../text/text.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSlow } from '../../ui/use-slow.ts';
import { NewerBar } from './newer-bar.tsx';
import { useShownDiff } from './use-shown-diff.ts';

const importReader = () => import('./diff-reader.tsx');
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
        title={words.diff.failedTitle}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  const diff = query.data;
  return (
    <section className="diff" aria-label={words.diff.region}>
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
        <ErrorBoundary fallback={<Notice title={words.diff.viewerFailed} />}>
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
      <p>{long ? words.diff.loadingLong : words.diff.loading}</p>
      {long && <progress aria-label={words.diff.loading} />}
    </output>
  );
}

function NoDifference({ branchOnly }: { branchOnly: boolean }) {
  return (
    <Notice title={words.diff.empty}>
      {branchOnly && <p>{words.diff.branchDiff}</p>}
      <p>{words.diff.emptyText}</p>
    </Notice>
  );
}
