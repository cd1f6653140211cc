import {
  CheckCircleFillIcon,
  ClockIcon,
  type Icon,
  SkipIcon,
  XCircleFillIcon,
} from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Check, CheckList } from '../../../../src/contract/pull-request.ts';
import { checksQuery } from '../../api/branch-queries.ts';
import { useNow } from '../../shared/clock.ts';
import { QueryContent, useLastKnown } from '../../shared/query-content.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge, formatExact } from '../../text/time.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Time } from '../../ui/time.tsx';
import { sortChecks } from '../status/checks-summary.ts';
import { toLogHref, toViewHref } from './chat-views.ts';
import {
  computeBarLength,
  findCheckDurationMs,
  findLongestMs,
  formatCheckDuration,
} from './check-duration.ts';

const LogPanel = lazy(async () => ({
  default: (await import('../logs/log-panel.tsx')).LogPanel,
}));

interface ChecksPanelProps {
  status: DiffStatus;
  search: Search;
}

/** The checks by name, failed ones first. They are requested when the panel is opened. */
export function ChecksPanel({ status, search }: ChecksPanelProps) {
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
      {(list) => (
        <ChecksOrLog
          list={list}
          loadedAtMs={checks.dataUpdatedAt}
          status={status}
          search={search}
        />
      )}
    </QueryContent>
  );
}

interface LoadedChecksProps extends ChecksPanelProps {
  list: CheckList;
  loadedAtMs: number;
}

/** The log of the check in the address, if the commit has that check. */
function ChecksOrLog(props: LoadedChecksProps) {
  const { list, status, search } = props;
  const check = list.checks.find(({ id }) => id === search.check);
  if (!check) return <LoadedChecks {...props} />;
  return (
    <Suspense>
      <LogPanel
        key={check.id}
        status={status}
        check={check}
        backHref={toViewHref(status.chat_id, search, 'checks')}
      />
    </Suspense>
  );
}

function LoadedChecks({ list, loadedAtMs, status, search }: LoadedChecksProps) {
  const text = messages.checkList;
  const longestMs = useNow((nowMs) => findLongestMs(list.checks, nowMs));
  if (list.checks.length === 0) return <Notice title={text.emptyTitle}>{text.emptyText}</Notice>;
  return (
    <>
      <ul className="check-list" aria-label={text.region}>
        {sortChecks(list.checks).map((check, index) => (
          <CheckLine
            key={`${index} ${check.name}`}
            check={check}
            longestMs={longestMs}
            logHref={toLogHref(status.chat_id, search, check.id)}
          />
        ))}
      </ul>
      <p className="panel-note">
        {list.head_sha && (
          <span>
            {text.checksFor} <code title={list.head_sha}>{list.head_sha.slice(0, 7)}</code>,
          </span>
        )}
        {loadedAtMs > 0 && <LoadedAt at={new Date(loadedAtMs).toISOString()} />}
      </p>
    </>
  );
}

function LoadedAt({ at }: { at: string }) {
  const age = useNow((nowMs) => formatAge(at, nowMs));
  return <Time at={at}>{messages.checkList.loaded(age)}</Time>;
}

const styles: Record<Check['state'], { Symbol: Icon; tone: string }> = {
  failed: { Symbol: XCircleFillIcon, tone: 'danger' },
  pending: { Symbol: ClockIcon, tone: 'attention' },
  passed: { Symbol: CheckCircleFillIcon, tone: 'success' },
  skipped: { Symbol: SkipIcon, tone: 'quiet' },
};

interface CheckLineProps {
  check: Check;
  longestMs: number;
  logHref: string;
}

function CheckLine({ check, longestMs, logHref }: CheckLineProps) {
  const { Symbol, tone } = styles[check.state];
  return (
    <li className="check-line" data-tone={tone}>
      <span className="check-state">
        <Symbol size={14} aria-hidden="true" /> {messages.checkList.state[check.state]}
      </span>
      <span className="check-text">
        <ExternalLink className="check-name" href={check.url}>
          <bdi>{check.name}</bdi>
        </ExternalLink>
        <CheckLog check={check} href={logHref} />
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

/** A failed check without a log says why (S16); of others, that is no news. */
function CheckLog({ check, href }: { check: Check; href: string }) {
  const text = messages.checkList;
  if (check.log) {
    return (
      <Link className="check-log" href={href} aria-label={text.logOf(check.name)}>
        {text.log}
      </Link>
    );
  }
  if (check.state !== 'failed' || check.log_reason === null) return null;
  return (
    <span className="check-no-log" title={check.log_reason}>
      {text.noLog}
      <span className="visually-hidden">: {check.log_reason}</span>
    </span>
  );
}

/** Counts up while the check runs; the bar is relative to the longest check. */
function CheckDuration({ check, longestMs }: { check: Check; longestMs: number }) {
  const durationMs = useNow((nowMs) => findCheckDurationMs(check, nowMs) ?? -1);
  if (durationMs < 0) return null;
  const duration = formatCheckDuration(durationMs);
  const text = messages.checkList;
  const title = check.started_at ? formatExact(check.started_at) : undefined;
  return (
    <span className="check-duration" title={title}>
      <span className="check-bar" aria-hidden="true">
        <span style={{ inlineSize: `${computeBarLength(durationMs, longestMs)}%` }} />
      </span>
      <span aria-hidden="true">{duration}</span>
      <span className="visually-hidden">
        {check.state === 'pending' ? text.runningFor(duration) : text.took(duration)}
      </span>
    </span>
  );
}
