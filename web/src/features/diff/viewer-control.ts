import type { CodeViewRenderedItem } from '@pierre/diffs';
import { focusLineNumber, labelLineButton } from './viewer-accessibility.ts';
import type { SelectedLines, ViewerItem } from './viewer-items.ts';
import {
  countHunks,
  coversLine,
  findFileAt,
  findNextHunk,
  findPosition,
  type HunkPosition,
  headerHeight,
  listHunkStarts,
  toHunkRange,
  type Viewer,
} from './viewer-position.ts';

interface LineHandlers {
  onSelectLines: (lines: SelectedLines | null) => void;
  onComment: (lines: SelectedLines) => void;
}

/** The file or hunk that a command moved to. */
interface Target {
  id: string;
  hunk: number;
}

/** Navigates one viewer. The last target is the current position until the reader scrolls. */
export class ViewerControl {
  #items: readonly ViewerItem[] = [];
  #scrollTop = 0;
  #findViewer: () => Viewer | undefined = () => undefined;
  #handlers: LineHandlers = { onSelectLines: () => undefined, onComment: () => undefined };
  #target: Target | undefined;
  #pendingLines: { lines: SelectedLines; step: 'found' | 'loading' | 'revealed' } | undefined;
  #pendingExpansion: string | undefined;
  #stage: 'new' | 'rendered' | 'ready' = 'new';
  #pendingScroll: (() => void) | undefined;
  #focused: SelectedLines | undefined;

  /** Called after each render, with the viewer and its current items. */
  attach(
    findViewer: () => Viewer | undefined,
    items: readonly ViewerItem[],
    handlers: LineHandlers,
  ): void {
    this.#findViewer = findViewer;
    this.#items = items;
    this.#handlers = handlers;
  }

  /** The handlers of the last render. Options read them here, so new handlers need no new options. */
  get handlers(): LineHandlers {
    return this.#handlers;
  }

  /** The comment button beside the selected lines was pressed without a pointer. */
  readonly commentOnSelected = (): void => {
    const selected = this.findSelectedLines();
    if (selected) this.#handlers.onComment(selected);
  };

  /** Returns the file at the top after scrolling. */
  onScroll(viewer: Viewer, scrollTop: number): string | undefined {
    this.#scrollTop = scrollTop;
    return this.#target?.id ?? this.#items[findFileAt(viewer, this.#items, scrollTop)]?.id;
  }

  /** The current file. */
  findFile(): string | undefined {
    return this.#target?.id ?? this.#items[this.#findPosition()?.file ?? 0]?.id;
  }

  /** The reader scrolled: the last target is no longer the current position. */
  readonly release = (): void => {
    this.#target = undefined;
    this.#pendingLines = undefined;
    this.#pendingScroll = undefined;
  };

  showFile(id: string): void {
    if (!this.#items.some((item) => item.id === id)) return;
    this.#target = { id, hunk: -1 };
    this.#whenReady(() => this.#findViewer()?.scrollTo({ type: 'item', id, align: 'start' }));
  }

  findNextFile(direction: 1 | -1): string | undefined {
    const at = this.#findPosition()?.file;
    return at === undefined ? undefined : this.#items[at + direction]?.id;
  }

  /** Goes to the next or previous hunk; undefined after the last one. */
  stepHunk(direction: 1 | -1): Target | undefined {
    const from = this.#findPosition();
    const next = from && findNextHunk(countHunks(this.#items), from, direction);
    const item = this.#items[next?.file ?? -1];
    if (!next || item?.type !== 'diff') return undefined;
    const start = listHunkStarts(item.fileDiff)[next.hunk];
    this.#target = { id: item.id, hunk: next.hunk };
    if (start)
      this.#findViewer()?.scrollTo({ type: 'line', id: item.id, align: 'start', ...start });
    return this.#target;
  }

  /** The changed lines of the current hunk. */
  findHunkLines(): SelectedLines | undefined {
    const position = this.#findPosition();
    const item = this.#items[position?.file ?? -1];
    if (!position || item?.type !== 'diff' || item.collapsed) return undefined;
    const hunk = item.fileDiff.hunks[Math.max(position.hunk, 0)];
    const range = hunk && toHunkRange(hunk);
    return range && { path: item.id, range };
  }

  /** The selected lines. */
  findSelectedLines(): SelectedLines | undefined {
    const selected = this.#findViewer()?.getSelectedLines();
    return selected ? { path: selected.id, range: selected.range } : undefined;
  }

  selectLines(lines: SelectedLines | null): void {
    this.#findViewer()?.setSelectedLines(lines && { id: lines.path, range: lines.range });
    if (lines) this.labelButton(lines.path);
  }

  /** Selecting lines shows a comment button beside the last of them: this labels it. */
  labelButton(id: string): void {
    const rendered = this.#findRendered(id);
    if (rendered) labelLineButton(rendered.element, this.commentOnSelected);
  }

  /** Selects lines and scrolls to them. Lines outside the patch are loaded first. */
  showLines(lines: SelectedLines): void {
    this.#whenReady(() => this.#showLines(lines));
  }

  #showLines(lines: SelectedLines): void {
    const item = this.#items.find(({ id }) => id === lines.path);
    if (!item) return;
    this.showFile(item.id);
    this.selectLines(lines);
    if (item.type === 'diff' && !coversLine(item.fileDiff, lines.range)) {
      this.#pendingLines = { lines, step: 'found' };
      return;
    }
    this.#scrollToLines(lines);
  }

  /** Scrolls lines into view, unless they are already visible. */
  revealLines({ path: id, range: { end, endSide, side } }: SelectedLines): void {
    const target = { id, lineNumber: end, side: endSide ?? side ?? 'additions' } as const;
    this.#findViewer()?.scrollTo({
      type: 'line',
      align: 'nearest',
      offset: headerHeight,
      ...target,
    });
  }

  /** Focuses a line number, or the whole viewer if that line is not rendered. */
  focus(lines: SelectedLines | undefined): void {
    this.#focused = lines;
    this.#findViewer()?.getContainerElement()?.focus({ preventScroll: true });
    requestAnimationFrame(() => this.#focusLine());
  }

  #focusLine(): void {
    const rendered = this.#focused && this.#findRendered(this.#focused.path);
    if (rendered && this.#focused) focusLineNumber(rendered.element, this.#focused.range);
  }

  /** Shows the whole file. */
  expandFile(id: string): void {
    const rendered = this.#findRendered(id);
    if (rendered) this.#expand(rendered);
    else this.#pendingExpansion = id;
  }

  /** Continues what was waiting for a file to be rendered. */
  afterRender(id: string): void {
    this.#markReady();
    const rendered = this.#findRendered(id);
    // Rendering a file again replaces its line numbers, one of which may have had the focus.
    if (this.#focused?.path === id && document.activeElement === document.body) this.#focusLine();
    if (rendered?.type !== 'diff') return;
    if (this.#pendingExpansion === rendered.id) {
      this.#pendingExpansion = undefined;
      this.#expand(rendered);
    }
    const pending = this.#pendingLines;
    if (pending?.lines.path !== rendered.id) return;
    const { lines, step } = pending;
    if (rendered.item.fileDiff.isPartial) {
      if (step === 'found') rendered.instance.expandHunk(0, 'up', 0);
      this.#pendingLines = { lines, step: 'loading' };
    } else if (step !== 'revealed' && rendered.instance.revealLine(lines.range.start)) {
      this.#pendingLines = { lines, step: 'revealed' };
    } else {
      this.#pendingLines = undefined;
      this.#scrollToLines(lines);
    }
  }

  /** The viewer cannot scroll before the frame after its first render. */
  #whenReady(scroll: () => void): void {
    if (this.#stage === 'ready') scroll();
    else this.#pendingScroll = scroll;
  }

  #markReady(): void {
    if (this.#stage !== 'new') return;
    this.#stage = 'rendered';
    const ready = () => {
      this.#stage = 'ready';
      this.#pendingScroll?.();
      this.#pendingScroll = undefined;
    };
    requestAnimationFrame(() => requestAnimationFrame(ready));
  }

  #findRendered(id: string): CodeViewRenderedItem<unknown, undefined> | undefined {
    return this.#findViewer()
      ?.getRenderedItems()
      .find((item) => item.id === id);
  }

  #expand(rendered: CodeViewRenderedItem<unknown, undefined>): void {
    if (rendered.type !== 'diff') return;
    const { hunks } = rendered.item.fileDiff;
    for (let at = 0; at <= hunks.length; at++) {
      rendered.instance.expandHunk(at, 'both', Number.MAX_SAFE_INTEGER);
    }
  }

  #scrollToLines({ path, range }: SelectedLines): void {
    this.#findViewer()?.scrollTo({
      type: 'line',
      id: path,
      lineNumber: range.start,
      side: range.side ?? 'additions',
      align: 'center',
    });
  }

  #findPosition(): HunkPosition | undefined {
    const target = this.#target;
    const file = target ? this.#items.findIndex(({ id }) => id === target.id) : -1;
    if (target && file !== -1) return { file, hunk: target.hunk };
    const viewer = this.#findViewer();
    return viewer && findPosition(viewer, this.#items, this.#scrollTop);
  }
}
