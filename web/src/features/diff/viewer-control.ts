import type { CodeViewRenderedItem } from '@pierre/diffs';
import { focusLineNumber, nameLineButton } from './viewer-accessibility.ts';
import type { SelectedLines, ViewerItem } from './viewer-items.ts';
import {
  countHunks,
  coversLine,
  findFileAt,
  findNextHunk,
  findPlace,
  type HunkPlace,
  headerHeight,
  listHunkStarts,
  toHunkRange,
  type Viewer,
} from './viewer-position.ts';

interface LineHandlers {
  onSelectLines: (lines: SelectedLines | null) => void;
  onComment: (lines: SelectedLines) => void;
}

interface Chosen {
  id: string;
  hunk: number;
}

/** Moves about in one viewer. What was chosen last is the current place until the reader scrolls. */
export class ViewerControl {
  #items: readonly ViewerItem[] = [];
  #scrollTop = 0;
  #find: () => Viewer | undefined = () => undefined;
  #handlers: LineHandlers = { onSelectLines: () => undefined, onComment: () => undefined };
  #chosen: Chosen | undefined;
  #wanted: { lines: SelectedLines; step: 'found' | 'fetched' | 'revealed' } | undefined;
  #expanding: string | undefined;
  #stage: 'new' | 'drawn' | 'settled' = 'new';
  #waiting: (() => void) | undefined;

  /** The viewer and what it shows, after each drawing of the page. */
  attach(
    find: () => Viewer | undefined,
    items: readonly ViewerItem[],
    handlers: LineHandlers,
  ): void {
    this.#find = find;
    this.#items = items;
    this.#handlers = handlers;
  }

  /** Those of the last drawing: another one does not make the viewer draw everything anew. */
  get handlers(): LineHandlers {
    return this.#handlers;
  }

  /** The button beside the marked lines was pressed without a pointer. */
  readonly commentOnMarked = (): void => {
    const marked = this.findMarkedLines();
    if (marked) this.#handlers.onComment(marked);
  };

  /** The file at the top, now that the viewer was scrolled. */
  follow(viewer: Viewer, scrollTop: number): string | undefined {
    this.#scrollTop = scrollTop;
    return this.#chosen?.id ?? this.#items[findFileAt(viewer, this.#items, scrollTop)]?.id;
  }

  /** The file the reader is at. */
  findFile(): string | undefined {
    return this.#chosen?.id ?? this.#items[this.#findPlace()?.file ?? 0]?.id;
  }

  /** The reader moved by hand. */
  readonly release = (): void => {
    this.#chosen = undefined;
    this.#wanted = undefined;
    this.#waiting = undefined;
  };

  showFile(id: string): void {
    if (!this.#items.some((item) => item.id === id)) return;
    this.#chosen = { id, hunk: -1 };
    this.#onceSettled(() => this.#find()?.scrollTo({ type: 'item', id, align: 'start' }));
  }

  findFileAway(steps: 1 | -1): string | undefined {
    const at = this.#findPlace()?.file;
    return at === undefined ? undefined : this.#items[at + steps]?.id;
  }

  /** Goes to the next or the previous hunk; undefined after the last. */
  stepHunk(direction: 1 | -1): Chosen | undefined {
    const from = this.#findPlace();
    const next = from && findNextHunk(countHunks(this.#items), from, direction);
    const item = this.#items[next?.file ?? -1];
    if (!next || item?.type !== 'diff') return undefined;
    const start = listHunkStarts(item.fileDiff)[next.hunk];
    this.#chosen = { id: item.id, hunk: next.hunk };
    if (start) this.#find()?.scrollTo({ type: 'line', id: item.id, align: 'start', ...start });
    return this.#chosen;
  }

  /** The changed lines of the current hunk. */
  findHunkLines(): SelectedLines | undefined {
    const place = this.#findPlace();
    const item = this.#items[place?.file ?? -1];
    if (!place || item?.type !== 'diff' || item.collapsed) return undefined;
    const hunk = item.fileDiff.hunks[Math.max(place.hunk, 0)];
    const range = hunk && toHunkRange(hunk);
    return range && { path: item.id, range };
  }

  /** The lines that are marked now. */
  findMarkedLines(): SelectedLines | undefined {
    const marked = this.#find()?.getSelectedLines();
    return marked ? { path: marked.id, range: marked.range } : undefined;
  }

  markLines(lines: SelectedLines | null): void {
    this.#find()?.setSelectedLines(lines && { id: lines.path, range: lines.range });
    if (lines) this.nameButton(lines.path);
  }

  /** Marking lines shows the button beside the last of them. */
  nameButton(id: string): void {
    const drawn = this.#findDrawn(id);
    if (drawn) nameLineButton(drawn.element, this.commentOnMarked);
  }

  /** Marks lines and brings them into view; those that the patch left out are fetched first. */
  showLines(lines: SelectedLines): void {
    this.#onceSettled(() => this.#showLines(lines));
  }

  #showLines(lines: SelectedLines): void {
    const item = this.#items.find(({ id }) => id === lines.path);
    if (!item) return;
    this.showFile(item.id);
    this.markLines(lines);
    if (item.type === 'diff' && !coversLine(item.fileDiff, lines.range)) {
      this.#wanted = { lines, step: 'found' };
      return;
    }
    this.#scrollToLines(lines);
  }

  /** Brings lines into view, and moves nothing when they are. */
  revealLines({ path: id, range: { end, endSide, side } }: SelectedLines): void {
    const target = { id, lineNumber: end, side: endSide ?? side ?? 'additions' } as const;
    this.#find()?.scrollTo({ type: 'line', align: 'nearest', offset: headerHeight, ...target });
  }

  /** Gives the focus to the number of a line; to the whole viewer where it is not drawn. */
  focus(lines: SelectedLines | undefined): void {
    const viewer = this.#find();
    viewer?.getContainerElement()?.focus({ preventScroll: true });
    requestAnimationFrame(() => {
      const drawn = lines && this.#findDrawn(lines.path);
      if (drawn) focusLineNumber(drawn.element, lines.range);
    });
  }

  /** Shows what the patch left out of a file. */
  expandFile(id: string): void {
    const drawn = this.#findDrawn(id);
    if (drawn) this.#expand(drawn);
    else this.#expanding = id;
  }

  /** A file was drawn: what waited for it goes on. */
  afterDrawing(id: string): void {
    this.#settle();
    const drawn = this.#findDrawn(id);
    if (drawn?.type !== 'diff') return;
    if (this.#expanding === drawn.id) {
      this.#expanding = undefined;
      this.#expand(drawn);
    }
    const wanted = this.#wanted;
    if (wanted?.lines.path !== drawn.id) return;
    const { lines, step } = wanted;
    if (drawn.item.fileDiff.isPartial) {
      if (step === 'found') drawn.instance.expandHunk(0, 'up', 0);
      this.#wanted = { lines, step: 'fetched' };
    } else if (step !== 'revealed' && drawn.instance.revealLine(lines.range.start)) {
      this.#wanted = { lines, step: 'revealed' };
    } else {
      this.#wanted = undefined;
      this.#scrollToLines(lines);
    }
  }

  /** The viewer has no height to scroll in before the frame after its first drawing. */
  #onceSettled(go: () => void): void {
    if (this.#stage === 'settled') go();
    else this.#waiting = go;
  }

  #settle(): void {
    if (this.#stage !== 'new') return;
    this.#stage = 'drawn';
    const settled = () => {
      this.#stage = 'settled';
      this.#waiting?.();
      this.#waiting = undefined;
    };
    requestAnimationFrame(() => requestAnimationFrame(settled));
  }

  #findDrawn(id: string): CodeViewRenderedItem<unknown, undefined> | undefined {
    return this.#find()
      ?.getRenderedItems()
      .find((item) => item.id === id);
  }

  #expand(drawn: CodeViewRenderedItem<unknown, undefined>): void {
    if (drawn.type !== 'diff') return;
    const { hunks } = drawn.item.fileDiff;
    for (let at = 0; at <= hunks.length; at++) {
      drawn.instance.expandHunk(at, 'both', Number.MAX_SAFE_INTEGER);
    }
  }

  #scrollToLines({ path, range }: SelectedLines): void {
    this.#find()?.scrollTo({
      type: 'line',
      id: path,
      lineNumber: range.start,
      side: range.side ?? 'additions',
      align: 'center',
    });
  }

  #findPlace(): HunkPlace | undefined {
    const chosen = this.#chosen;
    const file = chosen ? this.#items.findIndex(({ id }) => id === chosen.id) : -1;
    if (chosen && file !== -1) return { file, hunk: chosen.hunk };
    const viewer = this.#find();
    return viewer && findPlace(viewer, this.#items, this.#scrollTop);
  }
}
