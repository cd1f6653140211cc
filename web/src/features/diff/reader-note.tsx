import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { words } from '../../text/text.ts';
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
  if (state.read.failed) return <span className="diff-note">{words.diff.cut}</span>;
  if (diff.truncated) {
    return (
      <>
        <span className="diff-note" title={words.diff.truncated}>
          {words.diff.truncated}
        </span>
        {missing > 0 && missing <= readableAtOnce && (
          <button type="button" className="text-button" onClick={props.onLoadAll}>
            {words.diff.loadAll(missing)}
          </button>
        )}
      </>
    );
  }
  if (diff.pull_request_url !== null) return null;
  const { base_branch: base } = status;
  const text = base ? words.diff.branchDiffAgainst(base) : words.diff.branchDiff;
  return (
    <span className="diff-note" title={text}>
      {text}
    </span>
  );
}
