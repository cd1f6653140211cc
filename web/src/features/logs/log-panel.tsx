import './logs.css';
import { ArrowLeftIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CheckLog } from '../../../../src/contract/client.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toPlainLog } from '../../../../src/contract/log.ts';
import type { Check } from '../../../../src/contract/pull-request.ts';
import { logQuery } from '../../api/branch-queries.ts';
import { QueryContent } from '../../shared/query-content.tsx';
import { Link } from '../../shared/routing/router.tsx';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { messages } from '../../text/messages.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { LogText } from './log-text.tsx';

interface LogPanelProps {
  status: DiffStatus;
  check: Check;
  /** The list of checks. */
  backHref: string;
}

/** The log of one check, in place of the list of checks. */
export function LogPanel({ status, check, backHref }: LogPanelProps) {
  const [moved, setMoved] = useState<Move>();
  const log = useQuery({ ...logQuery(status, check, moved?.offset), enabled: check.log });
  const text = messages.log;
  return (
    <div className="log">
      <header className="log-bar">
        <Link className="button log-back" href={backHref} aria-keyshortcuts="Escape">
          <ArrowLeftIcon size={14} aria-hidden="true" /> {text.back}
        </Link>
        <h2 className="log-title">
          <ExternalLink href={check.url}>
            <bdi>{check.name}</bdi>
          </ExternalLink>
        </h2>
        {log.data && log.data.lines.length > 0 && (
          <CopyButton text={toPlainText(log.data)} label={text.copy} />
        )}
      </header>
      {check.log ? (
        <QueryContent
          query={log}
          known={log.data}
          loading={text.loading}
          failedTitle={text.failedTitle}
          failedAgain={text.failedAgain}
        >
          {(loaded) => (
            <LoadedLog check={check} log={loaded} startsAtTop={moved?.isLater} onMove={setMoved} />
          )}
        </QueryContent>
      ) : (
        <Notice title={text.noneTitle}>{check.log_reason}</Notice>
      )}
    </div>
  );
}

function toPlainText({ lines }: CheckLog): string {
  return lines.map((line) => `${toPlainLog(line)}\n`).join('');
}

/** Where another part of the log is read from. */
interface Move {
  offset: number;
  isLater?: boolean;
}

interface LoadedLogProps {
  check: Check;
  log: CheckLog;
  startsAtTop: boolean | undefined;
  onMove: (move: Move) => void;
}

const pageLines = 2_000;
/** Of the lines before an error that is read, so many are shown. */
const linesBefore = 200;

function LoadedLog({ check, log, startsAtTop, onMove }: LoadedLogProps) {
  const { lines, firstLine, totalLines } = log;
  const scroller = useRef<HTMLDivElement>(null);
  const text = messages.log;
  // A check that passed may have tolerated errors.
  const error = check.state === 'failed' ? log.firstError : null;
  const isHere = error !== null && error >= 0 && error < lines.length;
  const first = firstLine ?? 0;
  const jump = useCallback(() => {
    if (error === null) return;
    if (!isHere) return onMove({ offset: Math.max(0, first + error - linesBefore) });
    const line = scroller.current?.querySelector('[data-first-error]');
    line?.closest('details')?.setAttribute('open', '');
    line?.scrollIntoView({ block: 'center' });
  }, [error, isHere, first, onMove]);
  useShortcuts(useMemo(() => ({ e: jump }), [jump]));
  useEffect(() => {
    const element = scroller.current;
    if (isHere) jump();
    else if (!startsAtTop) element?.scrollTo({ top: element.scrollHeight });
    element?.focus({ preventScroll: true });
  }, [isHere, startsAtTop, jump]);
  if (lines.length === 0) return <Notice title={text.emptyTitle}>{text.emptyText}</Notice>;
  const end = first + lines.length;
  return (
    <>
      <div className="log-position">
        <span>
          {firstLine === null
            ? text.lastLines(lines.length)
            : text.range(first + 1, end, totalLines)}
        </span>
        {first > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => onMove({ offset: Math.max(0, first - pageLines) })}
          >
            {text.earlier}
          </button>
        )}
        {totalLines === null && firstLine !== null && (
          <button
            type="button"
            className="button"
            onClick={() => onMove({ offset: end, isLater: true })}
          >
            {text.later}
          </button>
        )}
        {error !== null && (
          <button type="button" className="button log-jump" onClick={jump} aria-keyshortcuts="e">
            {text.firstError(first + error + 1)}
          </button>
        )}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys scroll it */}
      <section ref={scroller} className="log-scroller" tabIndex={0} aria-label={text.region}>
        <LogText lines={lines} firstLine={first} firstError={isHere ? error : null} />
      </section>
    </>
  );
}
