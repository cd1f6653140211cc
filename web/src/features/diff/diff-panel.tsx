import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Checkout } from '../../../../src/contract/checkout.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { checkoutDiffQuery, type ShownDiff } from '../../api/diffs.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { BranchDiff } from './branch-diff.tsx';
import { parseCommitRange } from './commit-range.ts';
import { DiffLoading, LoadedDiff } from './loaded-diff.tsx';
import { RangeDiff } from './range-diff.tsx';

type DiffSource = 'pull_request' | 'not_pushed';

const sourceOptions = [
  { value: 'pull_request' as const, label: messages.diff.pullRequest },
  { value: 'not_pushed' as const, label: messages.diff.notPushed },
];

interface DiffPanelProps {
  status: DiffStatus;
  checkout: Checkout | null;
  search: Search;
}

/** The diff of the pull request, and beside it what is not pushed from the worktree. */
export function DiffPanel({ status, checkout, search }: DiffPanelProps) {
  const [source, setSource] = useState<DiffSource>('pull_request');
  // Threads are about lines of the pull request.
  if (search.thread !== '' && source === 'not_pushed') setSource('pull_request');
  if (!hasUnpushed(checkout)) return <PushedDiff status={status} search={search} />;
  return (
    <>
      <div className="diff-source">
        <Segmented
          label={messages.diff.source}
          options={sourceOptions}
          chosen={new Set([source])}
          onToggle={setSource}
        />
        {source === 'not_pushed' && <span>{messages.diff.notPushedNote}</span>}
      </div>
      {source === 'not_pushed' ? (
        <UnpushedDiff status={status} checkout={checkout} search={search} />
      ) : (
        <PushedDiff status={status} search={search} />
      )}
    </>
  );
}

function PushedDiff({ status, search }: { status: DiffStatus; search: Search }) {
  const range = parseCommitRange(search);
  if (!range) return <BranchDiff status={status} search={search} />;
  return (
    <RangeDiff key={`${range.from} ${range.to}`} status={status} search={search} range={range} />
  );
}

function hasUnpushed(checkout: Checkout | null): checkout is Checkout {
  if (!checkout?.exists) return false;
  return (checkout.ahead ?? 0) > 0 || (checkout.changed_files ?? 0) > 0;
}

function UnpushedDiff(props: { status: DiffStatus; checkout: Checkout; search: Search }) {
  const { status, checkout, search } = props;
  const { data, error, refetch } = useQuery(checkoutDiffQuery(status, checkout));
  if (!data) {
    if (!error) return <DiffLoading />;
    const { failedTitle } = messages.diff;
    return <ProblemNotice title={failedTitle} error={error} onRetry={() => void refetch()} />;
  }
  if (data.files.length === 0) {
    return (
      <Notice title={messages.diff.notPushedEmptyTitle}>
        <p>{messages.diff.notPushedEmptyText}</p>
      </Notice>
    );
  }
  const { git_remote_origin: origin, git_branch: branch } = status;
  const place = { provider: '', remote_origin: origin, pull_request_url: status.url };
  const diff: ShownDiff = { ...data, ...place, branch, files_at_least: false, unpushed: true };
  return (
    <section className="diff" aria-label={messages.diff.region}>
      <LoadedDiff diff={diff} status={status} search={search} />
    </section>
  );
}
