import type {
  CodeViewOptions,
  FileDiffContentsLoader,
  PostRenderPhase,
  SelectedLineRange,
} from '@pierre/diffs';
import { nameExpandButtons } from './expand-buttons.ts';
import { nameLineButton } from './line-button.ts';
import { themeName } from './theme.ts';
import type { ViewerControl } from './viewer-control.ts';
import { viewerStyle } from './viewer-style.ts';

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
