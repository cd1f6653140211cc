import type { CodeViewItem, FileDiffMetadata } from '@pierre/diffs';
import { ArrowRightIcon, ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import type { DiffFile } from '../../../src/contract/diff.ts';
import { LineCounts } from '../components/line-counts.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { words } from '../words.ts';
import { countLines } from './diff-items.ts';

interface FileHeaderProps {
  item: CodeViewItem<undefined>;
  file: DiffFile | undefined;
  onToggle: (path: string) => void;
}

/** The line above a file's changes: folds it, names it, counts it. */
export function FileHeader({ item, file, onToggle }: FileHeaderProps) {
  if (item.type !== 'diff') return null;
  const { id, collapsed, fileDiff } = item;
  const empty = fileDiff.hunks.length === 0;
  return (
    <div className="file-header">
      <button
        type="button"
        className="icon-button"
        disabled={empty}
        aria-expanded={!collapsed}
        aria-label={collapsed ? words.diff.unfold(id) : words.diff.fold(id)}
        onClick={() => onToggle(id)}
      >
        {collapsed ? <ChevronRightIcon size={16} /> : <ChevronDownIcon size={16} />}
      </button>
      {file && (
        <span
          className="file-status"
          data-status={file.status}
          title={words.diff.status[file.status]}
        >
          {words.diff.letter[file.status]}
        </span>
      )}
      <FilePath fileDiff={fileDiff} />
      <CopyButton text={id} label={words.diff.copyPath} />
      <span className="file-header-end">
        {empty ? (
          <span className="diff-note">{file?.binary ? words.diff.binary : words.diff.noLines}</span>
        ) : (
          <>
            {collapsed && (
              <span className="diff-note">
                {words.diff.foldedLarge(words.lines(fileDiff.unifiedLineCount))}
              </span>
            )}
            <LineCounts {...countLines(fileDiff)} />
          </>
        )}
      </span>
    </div>
  );
}

function FilePath({ fileDiff }: { fileDiff: FileDiffMetadata }) {
  const { name, prevName } = fileDiff;
  return (
    <>
      {prevName && prevName !== name && (
        <>
          <code className="file-previous" title={prevName}>
            <bdi>{prevName}</bdi>
          </code>
          <ArrowRightIcon size={12} />
        </>
      )}
      <code title={name}>
        <bdi>{name}</bdi>
      </code>
    </>
  );
}
