import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { canLoad } from './diff-entries.ts';
import type { DiffEntries } from './use-diff-entries.ts';

/** More are read one at a time, as a person comes to them. */
const readableAtOnce = 60;

interface ReaderNoteProps {
  diff: Diff;
  status: DiffStatus;
  state: DiffEntries;
  onLoadAll: () => void;
}

/** What is particular about this diff. */
export function ReaderNote(props: ReaderNoteProps) {
  const { diff, status, state } = props;
  const missing = state.entries.filter(canLoad).length;
  if (state.read.failed) return <span className="diff-note">{messages.diff.cut}</span>;
  if (diff.truncated) {
    return (
      <>
        <span className="diff-note" title={messages.diff.truncated}>
          {messages.diff.truncated}
        </span>
        {missing > 0 && missing <= readableAtOnce && (
          <button type="button" className="text-button" onClick={props.onLoadAll}>
            {messages.diff.loadAll(missing)}
          </button>
        )}
      </>
    );
  }
  if (diff.pull_request_url !== null) return null;
  const { base_branch: base } = status;
  const text = base ? messages.diff.branchDiffAgainst(base) : messages.diff.branchDiff;
  return (
    <span className="diff-note" title={text}>
      {text}
    </span>
  );
}
