import type { DiffFile } from '../../../src/contract/diff.ts';
import { words } from '../words.ts';
import { LineCounts } from './line-counts.tsx';

interface FileListProps {
  files: readonly DiffFile[];
  /** Absent where there is nothing to scroll to. */
  onChoose?: (path: string) => void;
}

/** The changed files: status letter, the name before its folder, counts. */
export function FileList({ files, onChoose }: FileListProps) {
  return (
    <nav className="file-list" aria-label={words.diff.fileList}>
      <ul>
        {files.map((file) => (
          <li key={file.path}>
            {onChoose ? (
              <button type="button" title={toHint(file)} onClick={() => onChoose(file.path)}>
                <FileLine file={file} />
              </button>
            ) : (
              <span title={toHint(file)}>
                <FileLine file={file} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function FileLine({ file }: { file: DiffFile }) {
  const slash = file.path.lastIndexOf('/') + 1;
  return (
    <>
      <span className="file-status" data-status={file.status} aria-hidden="true">
        {words.diff.letter[file.status]}
      </span>
      <span className="file-path">
        <span className="file-name">{file.path.slice(slash)}</span>
        {slash > 0 && <span className="file-folder">{file.path.slice(0, slash - 1)}</span>}
      </span>
      {file.binary ? (
        <span className="file-binary">{words.diff.binary}</span>
      ) : (
        <LineCounts additions={file.additions || null} deletions={file.deletions || null} />
      )}
    </>
  );
}

function toHint(file: DiffFile): string {
  const renamed = file.previous_path ? `, ${words.diff.renamedFrom(file.previous_path)}` : '';
  return `${file.path}, ${words.diff.status[file.status]}${renamed}`;
}
