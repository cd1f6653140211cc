import { type RefObject, useEffect, useMemo, useRef } from 'react';

/** What a reader is at: it stays drawn and stays where it is, whatever happens around it. */
export interface Reader {
  /** The item that has the focus. */
  focusedKey: string | undefined;
  /** The items between which text is selected. */
  selectedKeys: readonly [string, string] | undefined;
  selection: SelectionEnds | undefined;
  /** The item under a pointer that moved lately. */
  findPointedKey: () => string | undefined;
}

export interface SelectionEnds {
  anchor: Node;
  anchorOffset: number;
  focus: Node;
  focusOffset: number;
}

const lookingMs = 5_000;

export function useReader(scroller: RefObject<HTMLElement | null>): Reader {
  const pointed = useRef<{ key: string | undefined; atMs: number }>({ key: undefined, atMs: 0 });
  const reader = useMemo<Reader>(
    () => ({
      focusedKey: undefined,
      selectedKeys: undefined,
      selection: undefined,
      findPointedKey: () =>
        Date.now() - pointed.current.atMs < lookingMs ? pointed.current.key : undefined,
    }),
    [],
  );
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const stop = new AbortController();
    const listen = { signal: stop.signal, passive: true };
    element.addEventListener(
      'focusin',
      ({ target }) => {
        reader.focusedKey = findKey(target);
      },
      listen,
    );
    // An element that is taken away may lose its focus in the midst of a change of the page.
    const left = () => {
      if (!element.contains(document.activeElement)) reader.focusedKey = undefined;
    };
    element.addEventListener('focusout', () => queueMicrotask(left), listen);
    element.addEventListener(
      'pointermove',
      ({ target }) => {
        pointed.current = { key: findKey(target), atMs: Date.now() };
      },
      listen,
    );
    element.addEventListener(
      'pointerleave',
      () => {
        pointed.current = { key: undefined, atMs: 0 };
      },
      listen,
    );
    document.addEventListener('selectionchange', () => readSelection(reader, element), listen);
    return () => stop.abort();
  }, [scroller, reader]);
  return reader;
}

export function findKey(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target : (target as Node | null)?.parentElement;
  return element?.closest<HTMLElement>('[data-key]')?.dataset.key;
}

function readSelection(reader: Reader, element: HTMLElement): void {
  const selection = document.getSelection();
  const { anchorNode, focusNode } = selection ?? {};
  const within =
    selection && !selection.isCollapsed && element.contains(anchorNode ?? null) && focusNode;
  const from = within ? findKey(anchorNode ?? null) : undefined;
  const to = within ? findKey(focusNode) : undefined;
  if (!(selection && anchorNode && focusNode && from && to)) {
    reader.selectedKeys = undefined;
    reader.selection = undefined;
    return;
  }
  reader.selectedKeys = [from, to];
  const { anchorOffset, focusOffset } = selection;
  reader.selection = { anchor: anchorNode, anchorOffset, focus: focusNode, focusOffset };
}

/** A row that is moved in the document loses what was selected in it; this gives it back. */
export function restoreSelection({ selection }: Reader): void {
  if (!selection?.anchor.isConnected || !selection.focus.isConnected) return;
  const { anchor, focus } = selection;
  const anchorOffset = Math.min(selection.anchorOffset, toLength(anchor));
  const focusOffset = Math.min(selection.focusOffset, toLength(focus));
  const now = document.getSelection();
  const same =
    now?.anchorNode === anchor &&
    now.focusNode === focus &&
    now.anchorOffset === anchorOffset &&
    now.focusOffset === focusOffset;
  if (!same) now?.setBaseAndExtent(anchor, anchorOffset, focus, focusOffset);
}

function toLength(node: Node): number {
  return node instanceof CharacterData ? node.length : node.childNodes.length;
}
