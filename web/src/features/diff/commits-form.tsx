import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Commit } from '../../../../src/contract/pull-request-text.ts';
import { commitsQuery } from '../../api/branch-queries.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { parseCommitRange, toRangeHref, toShortSha } from './commit-range.ts';
import { formatPath } from './format-path.ts';

interface CommitsFormProps {
  status: DiffStatus;
  search: Search;
  onDone: () => void;
}

/** Chooses the first and the last commit of the diff. */
export default function CommitsForm({ status, search, onDone }: CommitsFormProps) {
  const { data, error, refetch } = useQuery(commitsQuery(status));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <output>{messages.diff.commitsLoading}</output>;
  if (data.commits.length === 0) return <p>{messages.diff.commitsNone}</p>;
  return (
    <>
      {data.commits_truncated && <p>{messages.diff.commitsTruncated}</p>}
      <RangeChoice commits={data.commits} search={search} onDone={onDone} />
    </>
  );
}

interface RangeChoiceProps {
  /** Oldest first. */
  commits: readonly Commit[];
  search: Search;
  onDone: () => void;
}

function RangeChoice({ commits, search, onDone }: RangeChoiceProps) {
  const shown = parseCommitRange(search);
  const find = (sha: string | undefined) => commits.findIndex((commit) => commit.sha === sha);
  const [after, setAfter] = useState(() => find(shown?.from));
  const [chosenEnd, setEnd] = useState(() => find(shown?.to));
  const last = commits.length - 1;
  const end = chosenEnd > after ? chosenEnd : last;
  const show = () => {
    const [from, to] = [commits[after], commits[end]];
    navigate(toRangeHref(search, from && to && { from: from.sha, to: to.sha }));
    onDone();
  };
  return (
    <form className="commits-form" action={show}>
      <label>
        {messages.diff.commitsAfter}
        <select value={after} onChange={(event) => setAfter(Number(event.target.value))}>
          <option value={-1}>{messages.diff.commitsStart}</option>
          {commits.slice(0, -1).map((commit, at) => (
            <CommitOption key={commit.sha} commit={commit} value={at} />
          ))}
        </select>
      </label>
      <label>
        {messages.diff.commitsUpTo}
        <select
          value={end}
          disabled={after === -1}
          onChange={(event) => setEnd(Number(event.target.value))}
        >
          {commits.slice(after + 1).map((commit, at) => (
            <CommitOption key={commit.sha} commit={commit} value={after + 1 + at} />
          ))}
        </select>
      </label>
      <button type="submit" className="button button-primary">
        {after === -1 ? messages.diff.showWhole : messages.diff.showCommits}
      </button>
    </form>
  );
}

function CommitOption({ commit, value }: { commit: Commit; value: number }) {
  return (
    <option value={value}>
      {toShortSha(commit.sha)} {formatPath(commit.title)}
    </option>
  );
}
