import type {
  CodeViewOptions,
  FileDiffContentsLoader,
  PostRenderPhase,
  SelectedLineRange,
} from '@pierre/diffs';
import { nameExpandButtons } from './expand-buttons.ts';
import { themeName } from './theme.ts';
import type { ViewerControl } from './viewer-control.ts';
import type { SelectedLines } from './viewer-items.ts';
import { viewerStyle } from './viewer-style.ts';

export type DiffLayout = 'unified' | 'split';
export type LineOverflow = 'scroll' | 'wrap';

interface ViewerChoices {
  layout: DiffLayout;
  overflow: LineOverflow;
  themeType: 'light' | 'dark';
  loadDiffFiles: FileDiffContentsLoader;
  onSelectLines: (lines: SelectedLines | null) => void;
  onComment: (lines: SelectedLines) => void;
}

type Options = CodeViewOptions<unknown, undefined>;

export function toViewerOptions(choices: ViewerChoices, control: ViewerControl) {
  const { layout, overflow, themeType, loadDiffFiles, onSelectLines, onComment } = choices;
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
      control.afterDrawing(item.item.id);
    },
    onGutterUtilityClick: (range: SelectedLineRange, item: DrawnItem) =>
      onComment({ path: item.item.id, range }),
    onLineSelectionEnd: (range: SelectedLineRange | null, item: DrawnItem) =>
      onSelectLines(range && { path: item.item.id, range }),
  } satisfies Options;
}

interface DrawnItem {
  type: 'diff' | 'file';
  item: { id: string };
}
