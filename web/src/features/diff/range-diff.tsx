import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { areCommitsMissing, type CommitRange, rangeDiffQuery } from '../../api/diffs.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import { type Search, toChatView } from '../../shared/routing/route.ts';
import { Link, navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { toRangeHref, toShortSha } from './commit-range.ts';
import { useLastSeen } from './last-seen.ts';
import { DiffLoading, LoadedDiff, preloadViewer } from './loaded-diff.tsx';
import { NewerDiffBar } from './newer-diff-bar.tsx';
import { RangeBar } from './range-bar.tsx';

interface RangeDiffProps {
  status: DiffStatus;
  search: Search;
  range: CommitRange;
}

/** What the commits of a range changed. */
export function RangeDiff({ status, search, range }: RangeDiffProps) {
  const query = useQuery(rangeDiffQuery(status, range));
  const { data: diff, error } = query;
  const shown = toChatView(search) === 'diff';
  useLastSeen(status, diff?.head_sha ?? null, shown);
  useEffect(preloadViewer, []);
  const { head_sha: head } = status;
  const { from, to } = range;
  const show = useCallback(() => {
    if (head !== null) navigate(toRangeHref(search, { from, to: head }));
  }, [search, from, head]);
  return (
    <section className="diff" aria-label={messages.diff.region}>
      <NewerDiffBar
        newer={
          diff && head !== null && head !== to ? { reason: 'commits', headSha: head } : undefined
        }
        status={status}
        shown={shown}
        busy={false}
        error={null}
        onShow={show}
      />
      <RangeBar range={range} search={search} />
      {error && areCommitsMissing(error) && <MissingCommits range={range} search={search} />}
      {error && !areCommitsMissing(error) && (
        <ProblemNotice
          title={messages.diff.failedTitle}
          error={error}
          onRetry={() => void query.refetch()}
        />
      )}
      {!diff && !error && <DiffLoading />}
      {diff?.files.length === 0 && (
        <Notice title={messages.diff.empty}>
          <p>{messages.diff.emptyRange(toShortSha(from))}</p>
        </Notice>
      )}
      {diff && diff.files.length > 0 && <LoadedDiff diff={diff} status={status} search={search} />}
    </section>
  );
}

function MissingCommits({ range, search }: Pick<RangeDiffProps, 'range' | 'search'>) {
  return (
    <Notice
      title={messages.diff.goneTitle}
      actions={
        <Link className="button button-primary" href={toRangeHref(search, undefined)}>
          {messages.diff.showWhole}
        </Link>
      }
    >
      <p>{messages.diff.goneText(toShortSha(range.from), toShortSha(range.to))}</p>
    </Notice>
  );
}
