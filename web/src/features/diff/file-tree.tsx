import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { type NodeApi, Tree, type TreeApi } from 'react-arborist';
import type { DiffFile } from '../../../../src/contract/diff.ts';
import { messages } from '../../text/messages.ts';
import { buildFileTree, filterFiles, type TreeNode } from './build-file-tree.ts';
import { FileNode, FileRow, type TreeState, TreeStateContext } from './file-tree-row.tsx';

interface FileTreeProps {
  files: readonly DiffFile[];
  /** The path of the current file. */
  current: string | undefined;
  isViewed: (path: string) => boolean;
  onChoose: (path: string) => void;
  /** Enter in the filter chose its first file. */
  onFind: (path: string) => void;
}

const rowHeight = 28;

/** The changed files by folder. Only the visible rows are rendered. */
export default function FileTree({ files, current, isViewed, onChoose, onFind }: FileTreeProps) {
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter);
  const data = useMemo(() => buildFileTree(filterFiles(files, wanted)), [files, wanted]);
  const [measure, size] = useSize();
  const tree = useRef<TreeApi<TreeNode>>(null);
  useScrollToCurrent(tree, size.height > 0 ? current : undefined);
  const state = useMemo<TreeState>(() => ({ current, isViewed }), [current, isViewed]);
  const activate = (node: NodeApi<TreeNode>) => {
    if (node.data.file) onChoose(node.data.file.path);
    else node.toggle();
  };
  const chooseFirst = () => {
    const [first] = filterFiles(files, filter);
    if (first) onFind(first.path);
  };
  return (
    <nav className="file-tree" aria-label={messages.diff.fileList}>
      <FilterBox filter={filter} onFilter={setFilter} onEnter={chooseFirst} />
      <div ref={measure} className="file-tree-rows">
        {data.length === 0 && <p className="file-tree-none">{messages.diff.noMatchingFile}</p>}
        <TreeStateContext value={state}>
          <Tree<TreeNode>
            ref={tree}
            data={data}
            width={size.width}
            height={size.height}
            rowHeight={rowHeight}
            indent={12}
            overscanCount={4}
            aria-label={messages.diff.fileList}
            openByDefault
            disableDrag
            disableDrop
            disableEdit
            disableMultiSelection
            renderRow={FileRow}
            onActivate={activate}
          >
            {FileNode}
          </Tree>
        </TreeStateContext>
      </div>
    </nav>
  );
}

interface FilterBoxProps {
  filter: string;
  onFilter: (filter: string) => void;
  onEnter: () => void;
}

function FilterBox(props: FilterBoxProps) {
  return (
    <input
      type="search"
      className="file-filter"
      value={props.filter}
      placeholder={messages.diff.findFile}
      aria-label={messages.diff.findFile}
      data-file-filter
      onChange={(event) => props.onFilter(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && props.onEnter()}
    />
  );
}

/** Keeps the current file in view, but does not open a folder that was closed. */
function useScrollToCurrent(
  tree: { current: TreeApi<TreeNode> | null },
  current: string | undefined,
) {
  useEffect(() => {
    const at = current === undefined ? undefined : tree.current?.idToIndex[current];
    if (at !== undefined && at !== null) tree.current?.list.current?.scrollToItem(at, 'auto');
  }, [tree, current]);
}

interface Size {
  width: number;
  height: number;
}

/** The size of an element, updated when it changes. */
function useSize(): [(element: HTMLElement | null) => (() => void) | undefined, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setSize((known) =>
        known.width === width && known.height === height ? known : { width, height },
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [measure, size];
}
