import { FileIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { toCompactNumber } from './compact-number.ts';

/** How many files changed; empty while nobody told. */
export function FilesMark({ status }: { status: DiffStatus | null }) {
  const count = status?.changed_files;
  if (!status || count === null || count === undefined) return <span className="files" />;
  const say = status.counts_at_least ? messages.filesAtLeast(count) : messages.files(count);
  return (
    <span className="files" title={say}>
      <FileIcon size={12} aria-hidden="true" />
      <span aria-hidden="true">
        {toCompactNumber(count)}
        {status.counts_at_least ? '+' : ''}
      </span>
      <span className="unseen">{say}</span>
    </span>
  );
}
