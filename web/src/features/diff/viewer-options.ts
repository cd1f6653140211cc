import type {
  CodeViewOptions,
  FileDiffContentsLoader,
  PostRenderPhase,
  SelectedLineRange,
} from '@pierre/diffs';
import { useMedia } from '../../ui/use-media.ts';
import { useStored } from '../../ui/use-stored.ts';
import { markMovedLines } from './mark-moved-lines.ts';
import type { MovedLines } from './moved-blocks.ts';
import type { Whitespace } from './parse-patch.ts';
import { labelExpandButtons, labelLineButton } from './viewer-accessibility.ts';
import type { ViewerControl } from './viewer-control.ts';
import { themeName, viewerStyle } from './viewer-theme.ts';

export type DiffLayout = 'unified' | 'split';
export type LineOverflow = 'scroll' | 'wrap';

interface ViewerSettings {
  layout: DiffLayout;
  overflow: LineOverflow;
  themeType: 'light' | 'dark';
  loadDiffFiles: FileDiffContentsLoader;
  moved: MovedLines;
}

type Options = CodeViewOptions<unknown, undefined>;

export function toViewerOptions(settings: ViewerSettings, control: ViewerControl) {
  const { layout, overflow, themeType, loadDiffFiles, moved } = settings;
  return {
    theme: themeName,
    themeType,
    diffStyle: layout,
    overflow,
    loadDiffFiles,
    hunkSeparators: 'line-info-basic',
    expansionLineCount: 20,
    lineDiffType: 'word-alt',
    stickyHeaders: true,
    enableLineSelection: true,
    enableGutterUtility: true,
    lineHoverHighlight: 'number',
    itemMetrics: { diffHeaderHeight: 36 },
    layout: { paddingTop: 0, paddingBottom: 48, gap: 0 },
    unsafeCSS: viewerStyle,
    onPostRender: (file: HTMLElement, _: unknown, phase: PostRenderPhase, item: RenderedItem) => {
      if (phase === 'unmount') return;
      labelExpandButtons(file);
      labelLineButton(file, control.commentOnSelected);
      file.toggleAttribute('data-preview', isPreview(item));
      markMovedLines(file, moved.get(item.item.id));
      control.afterRender(item.item.id);
    },
    onGutterUtilityClick: (range: SelectedLineRange, item: RenderedItem) =>
      control.handlers.onComment({ path: item.item.id, range }),
    onLineEnter: ({ numberElement }: { numberElement: HTMLElement }) =>
      labelLineButton(numberElement, control.commentOnSelected),
    onLineSelectionEnd: (range: SelectedLineRange | null, { item: { id } }: RenderedItem) => {
      control.labelButton(id);
      control.handlers.onSelectLines(range && { path: id, range });
    },
  } satisfies Options;
}

interface RenderedItem {
  type: 'diff' | 'file';
  item: { id: string; annotations?: readonly unknown[] };
}

/** Only a preview is a file with something below its lines. */
function isPreview({ type, item }: RenderedItem): boolean {
  return type === 'file' && (item.annotations?.length ?? 0) > 0;
}

const layouts = ['unified', 'split'] as const;
const overflows = ['scroll', 'wrap'] as const;
const wideMedia = '(min-width: 900px)';

/** How diffs are displayed. The choices are kept in local storage. */
export function useDiffSettings() {
  const [layout, setLayout] = useStored<DiffLayout>('diff-layout', layouts, 'unified');
  const [overflow, setOverflow] = useStored<LineOverflow>('diff-wrap', overflows, 'scroll');
  const [whitespace, setWhitespace] = useStored<Whitespace>(
    'diff-whitespace',
    ['shown', 'ignored'],
    'shown',
  );
  const [moved, setMoved] = useStored('diff-moved', ['plain', 'marked'] as const, 'plain');
  const [files, setFiles] = useStored('diff-files', ['shown', 'hidden'] as const, 'shown');
  const wide = useMedia(wideMedia);
  return {
    wide,
    /** The reader's choice; too narrow a view shows the unified layout. */
    layout,
    setLayout,
    toggleLayout: () => setLayout(layout === 'unified' ? 'split' : 'unified'),
    overflow,
    toggleOverflow: () => setOverflow(overflow === 'wrap' ? 'scroll' : 'wrap'),
    whitespace,
    toggleWhitespace: () => setWhitespace(whitespace === 'shown' ? 'ignored' : 'shown'),
    findMoved: moved === 'marked',
    toggleMoved: () => setMoved(moved === 'marked' ? 'plain' : 'marked'),
    treeShown: files === 'shown',
    toggleTree: () => setFiles(files === 'shown' ? 'hidden' : 'shown'),
  };
}

export type DiffSettings = ReturnType<typeof useDiffSettings>;
