import { lazy, Suspense, useEffect, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ShownDiff } from '../../api/diffs.ts';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useSlow } from '../../ui/use-delayed.ts';

const importContent = () => import('./diff-content.tsx');
const DiffContent = lazy(importContent);
const longMs = 5_000;

/** Loads the viewer's code while a diff is fetched. An error boundary handles a failure later. */
export function preloadViewer(): void {
  importContent().catch(() => undefined);
}

export function LoadedDiff(props: { diff: ShownDiff; status: DiffStatus; search: Search }) {
  return (
    <ErrorBoundary fallback={<Notice title={messages.diff.viewerFailed} />}>
      <Suspense fallback={<DiffLoading />}>
        <DiffContent {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** Empty for a moment, then a message, and another one if it takes long. */
export function DiffLoading() {
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
