import { ArrowRightIcon, ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { toProblemWords } from '../../api/problem-words.ts';
import { words } from '../../text/text.ts';
import { LineCounts } from '../status/line-counts.tsx';
import { canLoad, type DiffEntry } from './diff-entries.ts';
import { listFileFacts } from './file-facts.ts';
import { FileMenu } from './file-menu.tsx';
import { toShownPath } from './shown-path.ts';
import type { FileLoad } from './use-loaded-files.ts';

interface FileHeaderProps {
  entry: DiffEntry;
  folded: boolean;
  viewed: boolean;
  load: FileLoad | undefined;
  /** Why the lines around cannot be shown. */
  problem: string | undefined;
  onFold: (entry: DiffEntry, folded: boolean) => void;
  onView: (entry: DiffEntry, viewed: boolean) => void;
  onLoad: (entries: readonly DiffEntry[]) => void;
  onExpand: (path: string) => void;
  toLink: (path: string) => string;
}

/** The line above a file's changes: folds it, names it, counts it. */
export function FileHeader(props: FileHeaderProps) {
  const { entry, folded, viewed, onView } = props;
  const { file } = entry;
  const shown = toShownPath(file.path);
  return (
    <div className="file-header" data-viewed={viewed || undefined}>
      <FoldButton {...props} shown={shown} />
      <span
        className="file-status"
        data-status={file.status}
        title={words.diff.status[file.status]}
        aria-hidden="true"
      >
        {words.diff.letter[file.status]}
      </span>
      <FilePath entry={entry} />
      <span className="unseen">{words.diff.status[file.status]}</span>
      <span className="file-header-end">
        <FileNote {...props} />
        {!file.binary && (
          <LineCounts additions={file.additions || null} deletions={file.deletions || null} />
        )}
        <label className="file-viewed">
          <input
            type="checkbox"
            checked={viewed}
            aria-label={words.diff.viewedOf(shown)}
            onChange={(event) => onView(entry, event.target.checked)}
          />
          <span aria-hidden="true">{words.diff.viewed}</span>
        </label>
        <FileMenu
          path={file.path}
          link={props.toLink(file.path)}
          onExpand={canExpand(entry) && !folded ? () => props.onExpand(file.path) : undefined}
        />
      </span>
    </div>
  );
}

function FoldButton({ entry, folded, shown, onFold, onLoad }: FileHeaderProps & { shown: string }) {
  const loadable = canLoad(entry);
  const state = entry.patch?.content.state;
  const withoutLines = !loadable && state !== 'text' && state !== 'raw';
  const closed = folded || loadable;
  const Icon = closed ? ChevronRightIcon : ChevronDownIcon;
  return (
    <button
      type="button"
      className="icon-button"
      disabled={withoutLines}
      aria-expanded={withoutLines ? undefined : !closed}
      aria-label={closed ? words.diff.unfold(shown) : words.diff.fold(shown)}
      onClick={() => (loadable ? onLoad([entry]) : onFold(entry, !folded))}
    >
      <Icon size={16} />
    </button>
  );
}

function FilePath({ entry: { file } }: { entry: DiffEntry }) {
  const shown = toShownPath(file.path);
  const before = file.previous_path === null ? undefined : toShownPath(file.previous_path);
  return (
    <>
      {before !== undefined && before !== shown && (
        <>
          <code className="file-previous" title={before}>
            <bdi dir="ltr">{before}</bdi>
          </code>
          <ArrowRightIcon size={12} />
        </>
      )}
      <code title={shown}>
        <bdi dir="ltr">{shown}</bdi>
      </code>
    </>
  );
}

/** One thing at a time: what went wrong, what goes on, what there is to know. */
function FileNote(props: FileHeaderProps) {
  const { entry, folded, load, problem, viewed, onLoad } = props;
  if (problem) return <Note text={problem} />;
  if (load?.state === 'reading') return <Note text={words.diff.reading} />;
  if (load?.state === 'too_large') return <Note text={words.diff.tooLarge} />;
  if (load?.state === 'failed') {
    return (
      <>
        <Note text={words.diff.readFailed(toProblemWords(load.error).title)} />
        <button type="button" className="text-button" onClick={() => onLoad([entry])}>
          {words.diff.readAgain}
        </button>
      </>
    );
  }
  if (canLoad(entry)) {
    return (
      <button type="button" className="text-button" onClick={() => onLoad([entry])}>
        {words.diff.read}
      </button>
    );
  }
  const reason = folded && !viewed ? entry.foldReason : undefined;
  const facts = listFileFacts(entry);
  if (reason) facts.push(words.diff.folded(words.diff.foldedBecause[reason]));
  return facts.length > 0 ? <Note text={facts.join(' · ')} /> : null;
}

function Note({ text }: { text: string }) {
  return (
    <span className="diff-note" title={text}>
      {text}
    </span>
  );
}

function canExpand({ patch }: DiffEntry): boolean {
  const content = patch?.content;
  if (content?.state !== 'text') return false;
  return content.fileDiff.type === 'change' || content.fileDiff.type === 'rename-changed';
}
