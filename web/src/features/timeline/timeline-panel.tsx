import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { timelineQuery, toTimelineVersion } from '../../api/branch-queries.ts';
import { useFirstNewEntry } from '../../api/read-marks.ts';
import { QueryContent } from '../../shared/query-content.tsx';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { useEventNames } from './event-names.ts';
import { FreshnessDetails } from './freshness-details.tsx';
import { findLastFailure } from './freshness-lines.ts';
import { OlderEntries, TimelineList } from './timeline-list.tsx';
import { useAnchoredScroll } from './use-anchored-scroll.ts';

interface TimelinePanelProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** How up to date the branch is, and below that what happened to it. */
export function TimelinePanel({ status, forges }: TimelinePanelProps) {
  const timeline = useInfiniteQuery(timelineQuery(status));
  const scroller = useRef<HTMLDivElement>(null);
  useAnchoredScroll(scroller);
  useReload(toTimelineVersion(status), timeline.refetch);
  const entries = timeline.data?.pages.flatMap((page) => page.entries);
  const names = useEventNames(status, entries);
  const firstNew = useFirstNewEntry(status);
  const text = messages.timeline;
  return (
    <div ref={scroller} className="timeline">
      <FreshnessDetails
        status={status}
        forges={forges}
        lastFailure={entries && findLastFailure(entries)}
      />
      <QueryContent
        query={timeline}
        known={entries}
        loading={text.loading}
        failedTitle={text.failedTitle}
        failedAgain={timeline.isFetchNextPageError ? text.olderFailed : text.failedAgain}
      >
        {(loaded) =>
          loaded.length === 0 ? (
            <Notice title={text.emptyTitle}>{text.emptyText}</Notice>
          ) : (
            <section className="timeline-entries" aria-label={text.entries}>
              <TimelineList
                entries={loaded}
                forge={formatForgeName(findForgeHost(status, forges))}
                names={names}
                firstNew={firstNew}
              />
              <OlderEntries
                more={timeline.hasNextPage}
                loading={timeline.isFetchingNextPage}
                onLoad={() => void timeline.fetchNextPage()}
              />
            </section>
          )
        }
      </QueryContent>
    </div>
  );
}

/** Any change of the branch may have added an entry. */
function useReload(version: string, refetch: () => Promise<unknown>): void {
  const loadedVersion = useRef(version);
  useEffect(() => {
    if (loadedVersion.current === version) return;
    loadedVersion.current = version;
    void refetch();
  }, [version, refetch]);
}
