import type {
  CodeViewOptions,
  FileDiffContentsLoader,
  PostRenderPhase,
  SelectedLineRange,
} from '@pierre/diffs';
import { useMedia } from '../../ui/use-media.ts';
import { useStored } from '../../ui/use-stored.ts';
import { nameExpandButtons, nameLineButton } from './viewer-accessibility.ts';
import type { ViewerControl } from './viewer-control.ts';
import { themeName, viewerStyle } from './viewer-theme.ts';

export type DiffLayout = 'unified' | 'split';
export type LineOverflow = 'scroll' | 'wrap';

interface ViewerChoices {
  layout: DiffLayout;
  overflow: LineOverflow;
  themeType: 'light' | 'dark';
  loadDiffFiles: FileDiffContentsLoader;
}

type Options = CodeViewOptions<unknown, undefined>;

export function toViewerOptions(choices: ViewerChoices, control: ViewerControl) {
  const { layout, overflow, themeType, loadDiffFiles } = choices;
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
    onPostRender: (file: HTMLElement, _: unknown, phase: PostRenderPhase, item: DrawnItem) => {
      if (phase === 'unmount') return;
      nameExpandButtons(file);
      nameLineButton(file, control.commentOnMarked);
      control.afterDrawing(item.item.id);
    },
    onGutterUtilityClick: (range: SelectedLineRange, item: DrawnItem) =>
      control.handlers.onComment({ path: item.item.id, range }),
    onLineEnter: ({ numberElement }: { numberElement: HTMLElement }) =>
      nameLineButton(numberElement, control.commentOnMarked),
    onLineSelectionEnd: (range: SelectedLineRange | null, { item: { id } }: DrawnItem) => {
      control.nameButton(id);
      control.handlers.onSelectLines(range && { path: id, range });
    },
  } satisfies Options;
}

interface DrawnItem {
  type: 'diff' | 'file';
  item: { id: string };
}

const layouts = ['unified', 'split'] as const;
const overflows = ['scroll', 'wrap'] as const;
const wideEnough = '(min-width: 900px)';

/** How a person likes to read diffs; this browser remembers it. */
export function useDiffChoices() {
  const [layout, setLayout] = useStored<DiffLayout>('diff-layout', layouts, 'unified');
  const [overflow, setOverflow] = useStored<LineOverflow>('diff-wrap', overflows, 'scroll');
  const [files, setFiles] = useStored('diff-files', ['shown', 'hidden'] as const, 'shown');
  const roomy = useMedia(wideEnough);
  return {
    roomy,
    layout: roomy ? layout : ('unified' as const),
    setLayout,
    toggleLayout: () => setLayout(layout === 'unified' ? 'split' : 'unified'),
    overflow,
    toggleOverflow: () => setOverflow(overflow === 'wrap' ? 'scroll' : 'wrap'),
    treeShown: files === 'shown',
    toggleTree: () => setFiles(files === 'shown' ? 'hidden' : 'shown'),
  };
}

export type DiffChoices = ReturnType<typeof useDiffChoices>;
