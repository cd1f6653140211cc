import {
  CheckCircleFillIcon,
  ClockIcon,
  type Icon,
  SkipIcon,
  XCircleFillIcon,
} from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { CheckList as Answer, Check } from '../../../src/contract/checks.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { checksQuery } from '../api/checks.ts';
import { sortChecks } from '../board/checks-summary.ts';
import { Notice } from '../ui/notice.tsx';
import { OutsideLink } from '../ui/outside-link.tsx';
import { useSlow } from '../ui/use-slow.ts';
import { words } from '../words.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** The checks by name, asked of the forge when a person opens them. */
export function CheckList({ status, id }: { status: DiffStatus; id: string }) {
  const checks = useQuery(checksQuery(status));
  const slow = useSlow(checks.isPending);
  return (
    <section id={id} className="check-list" aria-label={words.checkList.region}>
      {checks.data ? (
        <ReadChecks answer={checks.data} />
      ) : checks.error ? (
        <ProblemNotice
          title={words.checkList.failedTitle}
          error={checks.error}
          onRetry={() => void checks.refetch()}
        />
      ) : (
        <output className="check-list-note">{slow && words.checkList.loading}</output>
      )}
    </section>
  );
}

function ReadChecks({ answer }: { answer: Answer }) {
  const say = words.checkList;
  if (answer.checks.length === 0) return <Notice title={say.emptyTitle}>{say.emptyText}</Notice>;
  return (
    <>
      <ul>
        {sortChecks(answer.checks).map((check, index) => (
          <CheckLine key={`${index} ${check.name}`} check={check} />
        ))}
      </ul>
      {answer.head_sha && (
        <p className="check-list-note">
          {say.of} <code title={answer.head_sha}>{answer.head_sha.slice(0, 7)}</code>
        </p>
      )}
    </>
  );
}

const marks: Record<Check['state'], { Symbol: Icon; tone: string }> = {
  failed: { Symbol: XCircleFillIcon, tone: 'danger' },
  pending: { Symbol: ClockIcon, tone: 'attention' },
  passed: { Symbol: CheckCircleFillIcon, tone: 'success' },
  skipped: { Symbol: SkipIcon, tone: 'quiet' },
};

function CheckLine({ check }: { check: Check }) {
  const { Symbol, tone } = marks[check.state];
  return (
    <li>
      <span className="check-state" data-tone={tone}>
        <Symbol size={14} aria-hidden="true" /> {words.checkList.state[check.state]}
      </span>
      <OutsideLink className="check-name" href={check.url}>
        <bdi>{check.name}</bdi>
      </OutsideLink>
      {check.description && (
        <span className="check-description" title={check.description}>
          <bdi>{check.description}</bdi>
        </span>
      )}
    </li>
  );
}
