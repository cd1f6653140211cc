import { ArrowRightIcon, ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { formatProblem } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { LineCounts } from '../status/change-counts.tsx';
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
        title={messages.diff.status[file.status]}
        aria-hidden="true"
      >
        {messages.diff.letter[file.status]}
      </span>
      <FilePath entry={entry} />
      <span className="unseen">{messages.diff.status[file.status]}</span>
      <span className="file-header-end">
        <FileNote {...props} />
        {!file.binary && (
          <LineCounts additions={file.additions || null} deletions={file.deletions || null} />
        )}
        <label className="file-viewed">
          <input
            type="checkbox"
            checked={viewed}
            aria-label={messages.diff.viewedOf(shown)}
            onChange={(event) => onView(entry, event.target.checked)}
          />
          <span aria-hidden="true">{messages.diff.viewed}</span>
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
      aria-label={closed ? messages.diff.unfold(shown) : messages.diff.fold(shown)}
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
  if (load?.state === 'reading') return <Note text={messages.diff.reading} />;
  if (load?.state === 'too_large') return <Note text={messages.diff.tooLarge} />;
  if (load?.state === 'failed') {
    return (
      <>
        <Note text={messages.diff.readFailed(formatProblem(load.error).title)} />
        <button type="button" className="text-button" onClick={() => onLoad([entry])}>
          {messages.diff.readAgain}
        </button>
      </>
    );
  }
  if (canLoad(entry)) {
    return (
      <button type="button" className="text-button" onClick={() => onLoad([entry])}>
        {messages.diff.read}
      </button>
    );
  }
  const reason = folded && !viewed ? entry.foldReason : undefined;
  const facts = listFileFacts(entry);
  if (reason) facts.push(messages.diff.folded(messages.diff.foldedBecause[reason]));
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
