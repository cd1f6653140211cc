import {
  CheckCircleFillIcon,
  ClockIcon,
  type Icon,
  SkipIcon,
  XCircleFillIcon,
} from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import type { Check, CheckList } from '../../../../src/contract/checks.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { checksQuery } from '../../api/branch-queries.ts';
import { useNow } from '../../shared/clock.ts';
import { QueryContent } from '../../shared/query-content.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge, formatExact } from '../../text/time.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Time } from '../../ui/time.tsx';
import { sortChecks } from '../status/checks-summary.ts';
import {
  findCheckDurationMs,
  formatCheckDuration,
  toBarLength,
  toLongestMs,
} from './check-duration.ts';
import { useLastKnown } from './use-last-known.ts';

/** The checks by name, what failed first; asked of the forge when a person opens them. */
export function ChecksPanel({ status }: { status: DiffStatus }) {
  const checks = useQuery(checksQuery(status));
  const known = useLastKnown(checks.data);
  return (
    <QueryContent
      query={checks}
      known={known}
      loading={messages.checkList.loading}
      failedTitle={messages.checkList.failedTitle}
      failedAgain={messages.checkList.failedAgain}
    >
      {(answer) => <ReadChecks answer={answer} readAtMs={checks.dataUpdatedAt} />}
    </QueryContent>
  );
}

function ReadChecks({ answer, readAtMs }: { answer: CheckList; readAtMs: number }) {
  const say = messages.checkList;
  const longestMs = useNow((nowMs) => toLongestMs(answer.checks, nowMs));
  if (answer.checks.length === 0) return <Notice title={say.emptyTitle}>{say.emptyText}</Notice>;
  return (
    <>
      <ul className="check-list" aria-label={say.region}>
        {sortChecks(answer.checks).map((check, index) => (
          <CheckLine key={`${index} ${check.name}`} check={check} longestMs={longestMs} />
        ))}
      </ul>
      <p className="panel-note">
        {answer.head_sha && (
          <>
            {say.of} <code title={answer.head_sha}>{answer.head_sha.slice(0, 7)}</code>
          </>
        )}
        {readAtMs > 0 && <ReadAt at={new Date(readAtMs).toISOString()} />}
      </p>
    </>
  );
}

function ReadAt({ at }: { at: string }) {
  const age = useNow((nowMs) => formatAge(at, nowMs));
  return <Time at={at}>{messages.checkList.read(age)}</Time>;
}

const marks: Record<Check['state'], { Symbol: Icon; tone: string }> = {
  failed: { Symbol: XCircleFillIcon, tone: 'danger' },
  pending: { Symbol: ClockIcon, tone: 'attention' },
  passed: { Symbol: CheckCircleFillIcon, tone: 'success' },
  skipped: { Symbol: SkipIcon, tone: 'quiet' },
};

function CheckLine({ check, longestMs }: { check: Check; longestMs: number }) {
  const { Symbol, tone } = marks[check.state];
  return (
    <li className="check-line" data-tone={tone}>
      <span className="check-state">
        <Symbol size={14} aria-hidden="true" /> {messages.checkList.state[check.state]}
      </span>
      <span className="check-text">
        <ExternalLink className="check-name" href={check.url}>
          <bdi>{check.name}</bdi>
        </ExternalLink>
        {check.description && (
          <span className="check-description" title={check.description}>
            <bdi>{check.description}</bdi>
          </span>
        )}
      </span>
      <CheckDuration check={check} longestMs={longestMs} />
    </li>
  );
}

/** Running ones count up; the bar is relative to the longest of the list. */
function CheckDuration({ check, longestMs }: { check: Check; longestMs: number }) {
  const durationMs = useNow((nowMs) => findCheckDurationMs(check, nowMs) ?? -1);
  if (durationMs < 0) return null;
  const duration = formatCheckDuration(durationMs);
  const say = messages.checkList;
  const title = check.started_at ? formatExact(check.started_at) : undefined;
  return (
    <span className="check-duration" title={title}>
      <span className="check-bar" aria-hidden="true">
        <span style={{ inlineSize: `${toBarLength(durationMs, longestMs)}%` }} />
      </span>
      <span aria-hidden="true">{duration}</span>
      <span className="unseen">
        {check.state === 'pending' ? say.runningFor(duration) : say.took(duration)}
      </span>
    </span>
  );
}
