import { ArrowRightIcon, ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { type ReactNode, useCallback } from 'react';
import { formatProblem } from '../../api/problem-text.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { LineCounts } from '../status/change-counts.tsx';
import { canLoad, type DiffEntry } from './diff-entries.ts';
import { FileMenu } from './file-menu.tsx';
import { formatPath } from './format-path.ts';
import { summarizeLock } from './lock-summary.ts';
import { summarizeNotebook } from './notebook-summary.ts';
import type { FilePatch } from './parse-patch.ts';
import { findPreview, startsPreviewed } from './previews.ts';
import type { useDiffActions } from './use-diff-actions.ts';
import type { DiffEntries } from './use-diff-entries.ts';
import type { FileLoad } from './use-loaded-files.ts';
import type { ViewerControl } from './viewer-control.ts';

interface FileHeaderProps {
  entry: DiffEntry;
  folded: boolean;
  viewed: boolean;
  load: FileLoad | undefined;
  /** Why more context cannot be shown. */
  problem: string | undefined;
  link: string;
  previewed: boolean;
  onPreview: (shown: boolean) => void;
  onFold: (folded: boolean) => void;
  onView: (viewed: boolean) => void;
  onLoad: () => void;
  onExpand: () => void;
}

/** Returns the function that renders the header of a file. */
export function useFileHeader(
  { byPath, loads, viewed, folds, previews }: DiffEntries,
  { setFolded, markViewed, open }: ReturnType<typeof useDiffActions>,
  problems: ReadonlyMap<string, string>,
  viewer: { readonly current: ViewerControl | null },
  search: Search,
): (path: string) => ReactNode {
  return useCallback(
    (path) => {
      const entry = byPath.get(path);
      if (!entry) return null;
      const href = toHref(location.pathname, { ...search, file: path, line: '', commit: '' });
      return (
        <FileHeader
          entry={entry}
          folded={folds.isFolded(entry)}
          viewed={viewed.isViewed(entry)}
          load={loads.get(path)}
          problem={problems.get(path)}
          link={location.origin + href}
          previewed={previews.isPreviewed(entry)}
          onPreview={(shown) => previews.setPreviewed(path, shown)}
          onFold={(folded) => setFolded(entry, folded)}
          onView={(isViewed) => markViewed(entry, isViewed)}
          onLoad={() => open(entry)}
          onExpand={() => viewer.current?.expandFile(path)}
        />
      );
    },
    [byPath, loads, viewed, folds, previews, setFolded, markViewed, open, problems, viewer, search],
  );
}

function FileHeader(props: FileHeaderProps) {
  const { entry, folded, viewed, onView } = props;
  const { file } = entry;
  const path = formatPath(file.path);
  return (
    <div className="file-header" data-viewed={viewed || undefined}>
      <FoldButton {...props} path={path} />
      <span
        className="file-status"
        data-status={file.status}
        title={messages.diff.status[file.status]}
        aria-hidden="true"
      >
        {messages.diff.letter[file.status]}
      </span>
      <FilePath entry={entry} />
      <span className="visually-hidden">{messages.diff.status[file.status]}</span>
      <span className="file-header-end">
        <FileNote {...props} />
        <PreviewButton {...props} />
        {!file.binary && (
          <LineCounts additions={file.additions || null} deletions={file.deletions || null} />
        )}
        <label className="file-viewed">
          <input
            type="checkbox"
            checked={viewed}
            aria-label={messages.diff.viewedOf(path)}
            onChange={(event) => onView(event.target.checked)}
          />
          <span aria-hidden="true">{messages.diff.viewed}</span>
        </label>
        <FileMenu
          path={file.path}
          link={props.link}
          onExpand={canExpand(entry) && !folded ? props.onExpand : undefined}
        />
      </span>
    </div>
  );
}

/** Switches between a preview and the lines, where a file has both; opens a file that is folded by default. */
function PreviewButton({ entry, folded, viewed, previewed, onFold, onPreview }: FileHeaderProps) {
  const kind = findPreview(entry);
  const canOpen = entry.foldReason !== undefined && !viewed;
  if (kind === undefined || startsPreviewed(entry) || (folded && !canOpen)) return null;
  const shown = folded || !previewed;
  const toggle = () => {
    if (folded) onFold(false);
    onPreview(shown);
  };
  return (
    <button type="button" className="text-button" onClick={toggle}>
      {shown ? messages.diff.showPreview[kind] : messages.diff.showLines}
    </button>
  );
}

function FoldButton(props: FileHeaderProps & { path: string }) {
  const { entry, folded, path, onFold, onLoad } = props;
  const loadable = canLoad(entry);
  const state = entry.patch?.content.state;
  const hasNoLines = !loadable && !props.previewed && state !== 'text' && state !== 'malformed';
  const closed = folded || loadable;
  const Icon = closed ? ChevronRightIcon : ChevronDownIcon;
  return (
    <button
      type="button"
      className="icon-button"
      disabled={hasNoLines}
      aria-expanded={hasNoLines ? undefined : !closed}
      aria-label={closed ? messages.diff.unfold(path) : messages.diff.fold(path)}
      onClick={() => (loadable ? onLoad() : onFold(!folded))}
    >
      <Icon size={16} />
    </button>
  );
}

function FilePath({ entry: { file } }: { entry: DiffEntry }) {
  const path = formatPath(file.path);
  const before = file.previous_path === null ? undefined : formatPath(file.previous_path);
  return (
    <>
      {before !== undefined && before !== path && (
        <>
          <code className="file-previous" title={before}>
            <bdi dir="ltr">{before}</bdi>
          </code>
          <ArrowRightIcon size={12} />
        </>
      )}
      <code title={path}>
        <bdi dir="ltr">{path}</bdi>
      </code>
    </>
  );
}

/** One note at a time: a problem first, then progress, then facts about the file. */
function FileNote(props: FileHeaderProps) {
  const { entry, folded, load, problem, viewed, onLoad } = props;
  if (problem) return <Note text={problem} />;
  if (load?.state === 'loading') return <Note text={messages.diff.loadingLines} />;
  if (load?.state === 'too_large') return <Note text={messages.diff.tooLarge} />;
  if (load?.state === 'failed') {
    return (
      <>
        <Note text={formatProblem(load.error).title} />
        <button type="button" className="text-button" onClick={onLoad}>
          {messages.diff.tryAgain}
        </button>
      </>
    );
  }
  if (canLoad(entry)) {
    return (
      <button type="button" className="text-button" onClick={onLoad}>
        {messages.diff.load}
      </button>
    );
  }
  const reason = folded && !viewed ? entry.foldReason : undefined;
  const facts = listFileFacts(entry);
  const packages = countPackages(entry);
  if (packages > 0) facts.push(messages.diff.packagesChanged(packages));
  const cells = formatNotebook(entry);
  if (cells !== '') facts.push(cells);
  if (reason) facts.push(messages.diff.folded(messages.diff.foldReasons[reason]));
  return facts.length > 0 ? <Note text={facts.join(' · ')} /> : null;
}

function countPackages({ patch }: DiffEntry): number {
  if (patch?.content.state !== 'text') return 0;
  return summarizeLock(patch.content.fileDiff).length;
}

function formatNotebook({ patch }: DiffEntry): string {
  if (patch?.content.state !== 'text') return '';
  const changes = summarizeNotebook(patch.content.fileDiff);
  return changes === undefined ? '' : messages.diff.notebook(changes);
}

function Note({ text }: { text: string }) {
  return (
    <span className="diff-note" title={text}>
      {text}
    </span>
  );
}

/** The viewer can expand only files that exist on both sides. */
function canExpand({ patch }: DiffEntry): boolean {
  const content = patch?.content;
  if (content?.state !== 'text') return false;
  return content.fileDiff.type === 'change' || content.fileDiff.type === 'rename-changed';
}

const submoduleMode = '160000';
const symbolicLinkMode = '120000';
const executableMode = '100755';

/** What the lines of a file do not show. */
function listFileFacts({ file, patch }: DiffEntry): string[] {
  const { modeBefore: before = null, modeAfter: after = null } = patch ?? {};
  const modes = [before, after];
  const facts: string[] = [];
  if (modes.includes(submoduleMode)) facts.push(messages.diff.submodule);
  if (modes.includes(symbolicLinkMode)) facts.push(messages.diff.symbolicLink);
  if (before && after && before !== after) facts.push(messages.diff.mode(before, after));
  if (file.status === 'added' && after === executableMode) facts.push(messages.diff.newMode(after));
  const content = patch?.content;
  if (content?.state === 'empty' && content.onlyWhitespace)
    facts.push(messages.diff.onlyWhitespace);
  else if (file.binary || content?.state === 'binary') facts.push(messages.diff.binary);
  else if (hasNoChangedLines(file, content) && facts.length === 0) {
    facts.push(formatEmptyFile(file.status));
  }
  if (content?.state === 'text' && content.hiddenCharacters) {
    facts.push(messages.diff.hiddenCharacters);
  }
  if (content?.state === 'malformed') facts.push(messages.diff.malformed);
  return facts;
}

function hasNoChangedLines(
  { additions, deletions }: DiffEntry['file'],
  content: FilePatch['content'] | undefined,
): boolean {
  return content === undefined ? additions + deletions === 0 : content.state === 'empty';
}

function formatEmptyFile(status: DiffEntry['file']['status']): string {
  return status === 'added' || status === 'deleted'
    ? messages.diff.emptyFile
    : messages.diff.noLines;
}
