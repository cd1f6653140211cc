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
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { messages } from '../../text/messages.ts';
import { useEffectiveTheme } from '../../ui/use-theme.ts';
import { ViewerControl } from './viewer-control.ts';
import type { SelectedLines, ViewerItem } from './viewer-items.ts';
import { type DiffLayout, type LineOverflow, toViewerOptions } from './viewer-options.ts';
import type { Viewer } from './viewer-position.ts';
import { themeName } from './viewer-theme.ts';

interface DiffViewerProps {
  items: ViewerItem[];
  layout: DiffLayout;
  overflow: LineOverflow;
  loadDiffFiles: FileDiffContentsLoader;
  renderHeader: (path: string) => ReactNode;
  /** Draws what stands below a line; the items bring the annotations. */
  renderAnnotation: RenderAnnotation;
  /** A file came to the top. */
  onFile: (path: string) => void;
  /** A person marked lines by their numbers, or took the mark away. */
  onSelectLines: (lines: SelectedLines | null) => void;
  /** A person pressed the button beside lines. */
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

/** Highlighting happens in workers: a diff of thousands of lines never stops the page. */
export const DiffViewer = memo(function DiffViewer(props: DiffViewerProps) {
  const { items, onFile, onSelectLines, onComment, ref } = props;
  const viewer = useRef<CodeViewHandle<unknown, undefined>>(null);
  const [control] = useState(() => new ViewerControl());
  useLayoutEffect(() => {
    control.attach(() => viewer.current?.getInstance(), items, { onSelectLines, onComment });
  });
  useImperativeHandle(ref, () => control, [control]);
  const options = useViewerOptions(props, control);
  const onScroll = (scrollTop: number, instance: Viewer) => {
    const path = control.follow(instance, scrollTop);
    if (path !== undefined) onFile(path);
  };
  return (
    <WorkerPoolContextProvider poolOptions={poolOptions} highlighterOptions={highlighterOptions}>
      <div
        className="diff-viewer-frame"
        onWheelCapture={control.release}
        onTouchMoveCapture={control.release}
        onPointerDownCapture={control.release}
        onKeyDownCapture={({ key }) => scrollingKeys.has(key) && control.release()}
      >
        <CodeView<unknown>
          ref={viewer}
          containerRef={nameRegion}
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
  const { layout, overflow, loadDiffFiles } = props;
  const themeType = useEffectiveTheme();
  return useMemo(
    () => toViewerOptions({ layout, overflow, themeType, loadDiffFiles }, control),
    [layout, overflow, themeType, loadDiffFiles, control],
  );
}

function useRenderers({ renderHeader, renderAnnotation }: DiffViewerProps) {
  return useMemo(
    () => ({
      renderCustomHeader: ({ id }: ViewerItem) => renderHeader(id),
      renderAnnotation: (...[annotation, , { id }]: CodeViewAnnotationArgs<unknown>) =>
        'side' in annotation ? renderAnnotation(annotation, id) : null,
    }),
    [renderHeader, renderAnnotation],
  );
}

/** The keyboard scrolls it, and a screen reader knows what it is. */
function nameRegion(region: HTMLDivElement | null): void {
  if (!region) return;
  region.tabIndex = 0;
  region.role = 'region';
  region.ariaLabel = messages.diff.code;
}
