import { useQuery } from '@tanstack/react-query';
import type { CheckList } from '../../../../src/contract/checks.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { checksQuery } from '../../api/checks.ts';
import { useTimed } from '../../shared/clock.ts';
import { ReadList } from '../../shared/read-list.tsx';
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Time } from '../../ui/time.tsx';
import { toLongestMs } from '../status/check-duration.ts';
import { sortChecks } from '../status/checks-summary.ts';
import { CheckLine } from './check-line.tsx';
import { useLastKnown } from './use-last-known.ts';

/** The checks by name, what failed first; asked of the forge when a person opens them. */
export function ChecksPanel({ status }: { status: DiffStatus }) {
  const checks = useQuery(checksQuery(status));
  const known = useLastKnown(checks.data);
  return (
    <ReadList
      query={checks}
      known={known}
      loading={messages.checkList.loading}
      failedTitle={messages.checkList.failedTitle}
      failedAgain={messages.checkList.failedAgain}
    >
      {(answer) => <ReadChecks answer={answer} readAtMs={checks.dataUpdatedAt} />}
    </ReadList>
  );
}

function ReadChecks({ answer, readAtMs }: { answer: CheckList; readAtMs: number }) {
  const say = messages.checkList;
  const longestMs = useTimed((nowMs) => toLongestMs(answer.checks, nowMs));
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
  const age = useTimed((nowMs) => formatAge(at, nowMs));
  return <Time at={at}>{messages.checkList.read(age)}</Time>;
}
