import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { timelineQuery, toTimelineVersion } from '../../api/branch-queries.ts';
import { QueryContent } from '../../shared/query-content.tsx';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { toForgeNameOf, toSpokenName } from '../status/forge-name.ts';
import { FreshnessAnswer } from './freshness-details.tsx';
import { findLastFailure } from './freshness-lines.ts';
import { OlderEntries, TimelineList } from './timeline-list.tsx';
import { useSteadyRows } from './use-anchored-scroll.ts';

interface TimelinePanelProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** What Afterpush saw of a branch and when, under the answer to why it knows nothing newer. */
export function TimelinePanel({ status, forges }: TimelinePanelProps) {
  const timeline = useInfiniteQuery(timelineQuery(status));
  const scroller = useRef<HTMLDivElement>(null);
  useSteadyRows(scroller);
  useReadAgain(toTimelineVersion(status), timeline.refetch);
  const entries = timeline.data?.pages.flatMap((page) => page.entries);
  const say = messages.timeline;
  return (
    <div ref={scroller} className="timeline">
      <FreshnessAnswer
        status={status}
        forges={forges}
        lastFailure={entries && findLastFailure(entries)}
      />
      <QueryContent
        query={timeline}
        known={entries}
        loading={say.loading}
        failedTitle={say.failedTitle}
        failedAgain={timeline.isFetchNextPageError ? say.olderFailed : say.failedAgain}
      >
        {(read) =>
          read.length === 0 ? (
            <Notice title={say.emptyTitle}>{say.emptyText}</Notice>
          ) : (
            <section className="timeline-entries" aria-label={say.entries}>
              <TimelineList entries={read} forge={toSpokenName(toForgeNameOf(status, forges))} />
              <OlderEntries
                more={timeline.hasNextPage}
                reading={timeline.isFetchingNextPage}
                onRead={() => void timeline.fetchNextPage()}
              />
            </section>
          )
        }
      </QueryContent>
    </div>
  );
}

/** Whatever moves the branch may have written a line. */
function useReadAgain(version: string, refetch: () => Promise<unknown>): void {
  const before = useRef(version);
  useEffect(() => {
    if (before.current === version) return;
    before.current = version;
    void refetch();
  }, [version, refetch]);
}
