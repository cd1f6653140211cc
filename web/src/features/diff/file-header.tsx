import { ArrowRightIcon, ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { type ReactNode, useCallback } from 'react';
import { formatProblem } from '../../api/problem-text.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { LineCounts } from '../status/change-counts.tsx';
import { canLoad, type DiffEntry } from './diff-entries.ts';
import { FileMenu } from './file-menu.tsx';
import { toShownPath } from './format-path.ts';
import type { FilePatch } from './parse-patch.ts';
import type { useDiffActions } from './use-diff-actions.ts';
import type { DiffEntries } from './use-diff-entries.ts';
import type { FileLoad } from './use-loaded-files.ts';
import type { ViewerControl } from './viewer-control.ts';

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

const submodule = '160000';
const symbolicLink = '120000';

/** What the lines of a file do not tell. */
function listFileFacts({ file, patch }: DiffEntry): string[] {
  const { modeBefore: before = null, modeAfter: after = null } = patch ?? {};
  const modes = [before, after];
  const facts: string[] = [];
  if (modes.includes(submodule)) facts.push(messages.diff.submodule);
  if (modes.includes(symbolicLink)) facts.push(messages.diff.symbolicLink);
  if (before && after && before !== after) facts.push(messages.diff.mode(before, after));
  if (file.status === 'added' && after === '100755') facts.push(messages.diff.newMode(after));
  const content = patch?.content;
  if (file.binary || content?.state === 'binary') facts.push(messages.diff.binary);
  else if (isWithoutLines(file, content) && facts.length === 0)
    facts.push(toEmptyFact(file.status));
  if (content?.state === 'text' && content.hiddenCharacters) {
    facts.push(messages.diff.hiddenCharacters);
  }
  if (content?.state === 'raw') facts.push(messages.diff.raw);
  return facts;
}

function isWithoutLines(
  { additions, deletions }: DiffEntry['file'],
  content: FilePatch['content'] | undefined,
): boolean {
  return content === undefined ? additions + deletions === 0 : content.state === 'empty';
}

function toEmptyFact(status: DiffEntry['file']['status']): string {
  return status === 'added' || status === 'deleted'
    ? messages.diff.emptyFile
    : messages.diff.noLines;
}

/** Draws the header of a file. */
export function useHeader(
  { byPath, loads, marks, folds }: DiffEntries,
  { close, view, open }: ReturnType<typeof useDiffActions>,
  problems: ReadonlyMap<string, string>,
  viewer: { readonly current: ViewerControl | null },
  search: Search,
): (path: string) => ReactNode {
  return useCallback(
    (path) => {
      const entry = byPath.get(path);
      if (!entry) return null;
      return (
        <FileHeader
          entry={entry}
          folded={folds.isFolded(entry)}
          viewed={marks.isMarked(entry)}
          load={loads.get(path)}
          problem={problems.get(path)}
          onFold={close}
          onView={view}
          onLoad={([wanted = entry]) => open(wanted)}
          onExpand={(wanted) => viewer.current?.expandFile(wanted)}
          toLink={(file) =>
            location.origin + toHref(location.pathname, { ...search, file, line: '' })
          }
        />
      );
    },
    [byPath, loads, marks, folds, close, view, open, problems, viewer, search],
  );
}
