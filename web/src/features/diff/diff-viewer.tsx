import type { DiffLineAnnotation, FileDiffContentsLoader } from '@pierre/diffs';
import {
  CodeView,
  type CodeViewAnnotationArgs,
  type CodeViewHandle,
  WorkerPoolContextProvider,
} from '@pierre/diffs/react';
import {
  memo,
  type ReactNode,
  type Ref,
  type RefCallback,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { messages } from '../../text/messages.ts';
import { useEffectiveTheme } from '../../ui/use-theme.ts';
import type { MovedLines } from './moved-blocks.ts';
import { ViewerControl } from './viewer-control.ts';
import type { SelectedLines, ViewerItem } from './viewer-items.ts';
import { type DiffLayout, type LineOverflow, toViewerOptions } from './viewer-options.ts';
import type { Viewer } from './viewer-position.ts';
import { themeName } from './viewer-theme.ts';

interface DiffViewerProps {
  items: ViewerItem[];
  layout: DiffLayout;
  overflow: LineOverflow;
  moved: MovedLines;
  /** Measures the frame of the lines. */
  measure: RefCallback<HTMLElement>;
  loadDiffFiles: FileDiffContentsLoader;
  renderHeader: (path: string) => ReactNode;
  /** Renders the annotations of the items, below their lines. */
  renderAnnotation: RenderAnnotation;
  /** Renders a file that is shown as what it is instead of as lines. */
  renderPreview: (path: string) => ReactNode;
  /** Another file is at the top of the view. */
  onFile: (path: string) => void;
  /** Lines were selected by their numbers, or the selection was cleared. */
  onSelectLines: (lines: SelectedLines | null) => void;
  /** The comment button beside lines was pressed. */
  onComment: (lines: SelectedLines) => void;
  ref?: Ref<ViewerControl>;
}

export type RenderAnnotation = (annotation: DiffLineAnnotation<unknown>, path: string) => ReactNode;

const poolOptions = {
  workerFactory: () =>
    new Worker(new URL('highlight-worker.ts', import.meta.url), { type: 'module' }),
  poolSize: 2,
};
const highlighterOptions = { theme: themeName, preferredHighlighter: 'shiki-js' as const };

/** The viewer of `@pierre/diffs`. It highlights in workers, so long diffs do not block the page. */
export const DiffViewer = memo(function DiffViewer(props: DiffViewerProps) {
  const { items, measure, onFile, onSelectLines, onComment, ref } = props;
  const viewer = useRef<CodeViewHandle<unknown, undefined>>(null);
  const [control] = useState(() => new ViewerControl());
  useLayoutEffect(() => {
    control.attach(() => viewer.current?.getInstance(), items, { onSelectLines, onComment });
  });
  useImperativeHandle(ref, () => control, [control]);
  const options = useViewerOptions(props, control);
  const onScroll = (scrollTop: number, instance: Viewer) => {
    const path = control.onScroll(instance, scrollTop);
    if (path !== undefined) onFile(path);
  };
  return (
    <WorkerPoolContextProvider poolOptions={poolOptions} highlighterOptions={highlighterOptions}>
      <div
        ref={measure}
        className="diff-viewer-frame"
        onWheelCapture={control.release}
        onTouchMoveCapture={control.release}
        onPointerDownCapture={control.release}
        onKeyDownCapture={({ key }) => scrollingKeys.has(key) && control.release()}
      >
        <CodeView<unknown>
          ref={viewer}
          containerRef={labelRegion}
          className="diff-viewer"
          items={items}
          options={options}
          onScroll={onScroll}
          {...useRenderers(props)}
        />
      </div>
    </WorkerPoolContextProvider>
  );
});

const scrollingKeys = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ' ']);

function useViewerOptions(props: DiffViewerProps, control: ViewerControl) {
  const { layout, overflow, loadDiffFiles, moved } = props;
  const themeType = useEffectiveTheme();
  return useMemo(
    () => toViewerOptions({ layout, overflow, themeType, loadDiffFiles, moved }, control),
    [layout, overflow, themeType, loadDiffFiles, moved, control],
  );
}

function useRenderers({ renderHeader, renderAnnotation, renderPreview }: DiffViewerProps) {
  return useMemo(
    () => ({
      renderCustomHeader: ({ id }: ViewerItem) => renderHeader(id),
      renderAnnotation: (...[annotation, , { id }]: CodeViewAnnotationArgs<unknown>) =>
        'side' in annotation ? renderAnnotation(annotation, id) : renderPreview(id),
    }),
    [renderHeader, renderAnnotation, renderPreview],
  );
}

/** Makes the viewer focusable, so that the keyboard scrolls it, and labels it. */
function labelRegion(region: HTMLDivElement | null): void {
  if (!region) return;
  region.tabIndex = 0;
  region.role = 'region';
  region.ariaLabel = messages.diff.code;
}
