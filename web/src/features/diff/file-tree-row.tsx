import {
  CheckIcon,
  ChevronDownIcon,
  ChevronRightIcon,
  FileDirectoryFillIcon,
} from '@primer/octicons-react';
import { createContext, useContext } from 'react';
import type { NodeApi, NodeRendererProps, RowRendererProps } from 'react-arborist';
import type { DiffFile } from '../../../../src/contract/diff.ts';
import { messages } from '../../text/messages.ts';
import { LineCounts } from '../status/change-counts.tsx';
import type { TreeNode } from './build-file-tree.ts';
import { formatPath } from './format-path.ts';

export interface TreeState {
  current: string | undefined;
  isViewed: (path: string) => boolean;
}

/** The tree library renders the rows, so their state comes through a context. */
export const TreeStateContext = createContext<TreeState>({
  current: undefined,
  isViewed: () => false,
});

export function FileNode({ node, style }: NodeRendererProps<TreeNode>) {
  const { current, isViewed } = useContext(TreeStateContext);
  const { file, name } = node.data;
  const isCurrent = file !== null && file.path === current;
  return (
    <div
      style={style}
      className="file-node"
      data-current={isCurrent || undefined}
      aria-current={isCurrent || undefined}
      data-focused={node.isFocused || undefined}
      title={file ? formatTooltip(file) : undefined}
    >
      {file ? (
        <FileLine file={file} name={name} viewed={isViewed(file.path)} />
      ) : (
        <Folder node={node} />
      )}
    </div>
  );
}

/** Lets long names shrink, and exposes `aria-expanded` only for folders. */
export function FileRow({ node, attrs, innerRef, children }: RowRendererProps<TreeNode>) {
  return (
    <div
      {...attrs}
      role="treeitem"
      tabIndex={-1}
      aria-expanded={node.isInternal ? node.isOpen : undefined}
      style={{ ...attrs.style, minWidth: 0 }}
      ref={innerRef}
      onFocus={(event) => event.stopPropagation()}
      onClick={node.handleClick}
      onKeyDown={(event) => {
        // The library handles only the space bar.
        if (event.key !== 'Enter') return;
        event.preventDefault();
        node.activate();
      }}
    >
      {children}
    </div>
  );
}

function Folder({ node }: { node: NodeApi<TreeNode> }) {
  const Chevron = node.isOpen ? ChevronDownIcon : ChevronRightIcon;
  return (
    <span className="file-folder">
      <Chevron size={12} />
      <FileDirectoryFillIcon size={14} />
      <bdi dir="ltr" className="file-name">
        {formatPath(node.data.name)}
      </bdi>
    </span>
  );
}

function FileLine({ file, name, viewed }: { file: DiffFile; name: string; viewed: boolean }) {
  return (
    <>
      <span className="file-status" data-status={file.status} aria-hidden="true">
        {messages.diff.letter[file.status]}
      </span>
      <bdi dir="ltr" className="file-name" data-viewed={viewed || undefined}>
        {formatPath(name)}
      </bdi>
      <span className="visually-hidden">
        {[messages.diff.status[file.status], ...(viewed ? [messages.diff.viewed] : [])].join(', ')}
      </span>
      {viewed && <CheckIcon size={12} className="file-viewed-icon" />}
      {file.binary ? (
        <span className="file-binary">{messages.diff.binary}</span>
      ) : (
        <LineCounts additions={file.additions || null} deletions={file.deletions || null} />
      )}
    </>
  );
}

function formatTooltip(file: DiffFile): string {
  const before = file.previous_path && formatPath(file.previous_path);
  const moved = file.status === 'copied' ? messages.diff.copiedFrom : messages.diff.renamedFrom;
  const facts = [messages.diff.status[file.status], ...(before ? [moved(before)] : [])];
  return `${formatPath(file.path)}: ${facts.join(', ')}`;
}
