import {
  FoldIcon,
  ListUnorderedIcon,
  SearchIcon,
  SidebarCollapseIcon,
  SidebarExpandIcon,
  UnfoldIcon,
} from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { Diff, DiffFile } from '../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { useChatList } from '../../shared/use-chat-list.ts';
import { messages } from '../../text/messages.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { LineCounts } from '../status/change-counts.tsx';
import { canLoad } from './diff-entries.ts';
import { DisplayMenu } from './display-menu.tsx';
import type { DiffEntries } from './use-diff-entries.ts';
import type { DiffSettings } from './viewer-options.ts';

interface DiffBarProps {
  files: readonly DiffFile[];
  viewed: number;
  treeOpen: boolean;
  onTree: () => void;
  allFolded: boolean;
  onFoldAll: () => void;
  onSearch: () => void;
  settings: DiffSettings;
  /** How many moved blocks were found. */
  movedBlocks: number;
  /** The chosen layout does not fit. */
  tooNarrow: boolean;
  note: ReactNode;
  /** Opens the choice of commits. */
  commits: ReactNode;
}

const layoutOptions = (['unified', 'split'] as const).map((value) => ({
  value,
  label: messages.diff[value],
}));

/** Totals, viewing progress and display settings above a diff. */
export function DiffBar(props: DiffBarProps) {
  const { files, viewed, settings } = props;
  const sum = (name: 'additions' | 'deletions') =>
    files.reduce((total, file) => total + file[name], 0);
  return (
    <div className="diff-bar">
      {settings.wide && <ListButton />}
      <BarButton
        label={props.treeOpen ? messages.diff.hideFiles : messages.diff.showFiles}
        icon={props.treeOpen ? <SidebarExpandIcon /> : <SidebarCollapseIcon />}
        pressed={props.treeOpen}
        onPress={props.onTree}
      />
      <span className="diff-totals">
        {messages.files(files.length)}
        <LineCounts additions={sum('additions')} deletions={sum('deletions')} />
      </span>
      <ViewedProgress viewed={viewed} files={files.length} />
      {props.note}
      <span className="diff-bar-end">
        {props.commits}
        <BarButton label={messages.diff.search} icon={<SearchIcon />} onPress={props.onSearch} />
        <BarButton
          label={props.allFolded ? messages.diff.unfoldAll : messages.diff.foldAll}
          icon={props.allFolded ? <UnfoldIcon /> : <FoldIcon />}
          onPress={props.onFoldAll}
        />
        <DisplayMenu settings={settings} movedBlocks={props.movedBlocks} />
        {settings.wide && (
          <>
            {props.tooNarrow && (
              <span className="diff-note" title={messages.diff.noRoomNote}>
                {messages.diff.noRoom}
              </span>
            )}
            <Segmented
              label={messages.diff.layout}
              options={layoutOptions}
              chosen={new Set([settings.layout])}
              onToggle={settings.setLayout}
            />
          </>
        )}
      </span>
    </div>
  );
}

function ListButton() {
  const { shown, toggle } = useChatList();
  return (
    <BarButton
      label={shown ? messages.diff.hideChats : messages.diff.showChats}
      icon={<ListUnorderedIcon />}
      pressed={shown}
      onPress={toggle}
    />
  );
}

function ViewedProgress({ viewed, files }: { viewed: number; files: number }) {
  return (
    <span className="diff-progress" title={messages.diff.progress(viewed, files)}>
      <progress value={viewed} max={files} aria-label={messages.diff.progress(viewed, files)} />
      <span aria-hidden="true">{messages.diff.progressShort(viewed, files)}</span>
    </span>
  );
}

function BarButton(props: {
  label: string;
  icon: ReactNode;
  pressed?: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.pressed}
      onClick={props.onPress}
    >
      {props.icon}
    </button>
  );
}

/** With more missing files, each one loads only when it is opened. */
const maximumAtOnce = 60;

interface DiffNoteProps {
  diff: Diff;
  status: DiffStatus;
  state: DiffEntries;
  onLoadAll: () => void;
}

/** Says that a diff is incomplete, too large, or without a pull request. */
export function DiffNote(props: DiffNoteProps) {
  const { diff, status, state } = props;
  const missing = state.entries.filter(canLoad).length;
  if (state.parsed.failed) return <span className="diff-note">{messages.diff.incomplete}</span>;
  if (diff.truncated) {
    const text = diff.files_at_least
      ? messages.diff.filesAtLeast(diff.files.length)
      : messages.diff.truncated;
    return (
      <>
        <span className="diff-note" title={text}>
          {text}
        </span>
        {missing > 0 && missing <= maximumAtOnce && (
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
