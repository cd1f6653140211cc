import {
  FoldIcon,
  SidebarCollapseIcon,
  SidebarExpandIcon,
  UnfoldIcon,
  WrapIcon,
} from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { DiffFile } from '../../../../src/contract/diff.ts';
import { words } from '../../text/text.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { LineCounts } from '../status/line-counts.tsx';
import type { DiffChoices } from './use-diff-choices.ts';

interface DiffBarProps {
  files: readonly DiffFile[];
  viewed: number;
  treeOpen: boolean;
  onTree: () => void;
  allFolded: boolean;
  onFoldAll: () => void;
  choices: DiffChoices;
  note: ReactNode;
}

const layoutOptions = (['unified', 'split'] as const).map((value) => ({
  value,
  label: words.diff[value],
}));

/** What the diff holds, how far the reader is, and how it is shown. */
export function DiffBar(props: DiffBarProps) {
  const { files, viewed, choices } = props;
  const sum = (name: 'additions' | 'deletions') =>
    files.reduce((total, file) => total + file[name], 0);
  return (
    <div className="diff-bar">
      <BarButton
        label={props.treeOpen ? words.diff.hideFiles : words.diff.showFiles}
        icon={props.treeOpen ? <SidebarExpandIcon /> : <SidebarCollapseIcon />}
        pressed={props.treeOpen}
        onPress={props.onTree}
      />
      <span className="diff-totals">
        {words.files(files.length)}
        <LineCounts additions={sum('additions')} deletions={sum('deletions')} />
      </span>
      <ViewedProgress viewed={viewed} files={files.length} />
      {props.note}
      <span className="diff-bar-end">
        <BarButton
          label={props.allFolded ? words.diff.unfoldAll : words.diff.foldAll}
          icon={props.allFolded ? <UnfoldIcon /> : <FoldIcon />}
          onPress={props.onFoldAll}
        />
        <BarButton
          label={words.diff.wrap}
          icon={<WrapIcon size={16} />}
          pressed={choices.overflow === 'wrap'}
          onPress={choices.toggleOverflow}
        />
        {choices.roomy && (
          <Segmented
            label={words.diff.layout}
            options={layoutOptions}
            chosen={new Set([choices.layout])}
            onToggle={choices.setLayout}
          />
        )}
      </span>
    </div>
  );
}

function ViewedProgress({ viewed, files }: { viewed: number; files: number }) {
  return (
    <span className="diff-progress" title={words.diff.progress(viewed, files)}>
      <progress value={viewed} max={files} aria-label={words.diff.progress(viewed, files)} />
      <span aria-hidden="true">{words.diff.progressShort(viewed, files)}</span>
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
