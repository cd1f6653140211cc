import { type RefObject, useEffect, useMemo, useRef } from 'react';

/** The items that the reader interacts with. They stay rendered and in place. */
export interface Interaction {
  /** The item that has the focus. */
  focusedKey: string | undefined;
  /** The items in which a text selection starts and ends. */
  selectedKeys: readonly [string, string] | undefined;
  selection: SelectionEnds | undefined;
  /** The item under the pointer, if the pointer moved recently. */
  findHoveredKey: () => string | undefined;
}

export interface SelectionEnds {
  anchor: Node;
  anchorOffset: number;
  focus: Node;
  focusOffset: number;
}

const hoverMs = 5_000;

export function useInteraction(scroller: RefObject<HTMLElement | null>): Interaction {
  const hovered = useRef<{ key: string | undefined; atMs: number }>({ key: undefined, atMs: 0 });
  const interaction = useMemo<Interaction>(
    () => ({
      focusedKey: undefined,
      selectedKeys: undefined,
      selection: undefined,
      findHoveredKey: () =>
        Date.now() - hovered.current.atMs < hoverMs ? hovered.current.key : undefined,
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
        interaction.focusedKey = findKey(target);
      },
      listen,
    );
    // Removing an element can blur it during a render; check again afterwards.
    const clearFocus = () => {
      if (!element.contains(document.activeElement)) interaction.focusedKey = undefined;
    };
    element.addEventListener('focusout', () => queueMicrotask(clearFocus), listen);
    element.addEventListener(
      'pointermove',
      ({ target }) => {
        hovered.current = { key: findKey(target), atMs: Date.now() };
      },
      listen,
    );
    element.addEventListener(
      'pointerleave',
      () => {
        hovered.current = { key: undefined, atMs: 0 };
      },
      listen,
    );
    document.addEventListener('selectionchange', () => readSelection(interaction, element), listen);
    return () => stop.abort();
  }, [scroller, interaction]);
  return interaction;
}

export function findKey(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target : (target as Node | null)?.parentElement;
  return element?.closest<HTMLElement>('[data-key]')?.dataset.key;
}

function readSelection(interaction: Interaction, element: HTMLElement): void {
  const selection = document.getSelection();
  const { anchorNode, focusNode } = selection ?? {};
  const within =
    selection && !selection.isCollapsed && element.contains(anchorNode ?? null) && focusNode;
  const from = within ? findKey(anchorNode ?? null) : undefined;
  const to = within ? findKey(focusNode) : undefined;
  if (!(selection && anchorNode && focusNode && from && to)) {
    interaction.selectedKeys = undefined;
    interaction.selection = undefined;
    return;
  }
  interaction.selectedKeys = [from, to];
  const { anchorOffset, focusOffset } = selection;
  interaction.selection = { anchor: anchorNode, anchorOffset, focus: focusNode, focusOffset };
}

/** Restores the selection that a row loses when it is moved in the document. */
export function restoreSelection({ selection }: Interaction): void {
  if (!selection?.anchor.isConnected || !selection.focus.isConnected) return;
  const { anchor, focus } = selection;
  const anchorOffset = Math.min(selection.anchorOffset, getLength(anchor));
  const focusOffset = Math.min(selection.focusOffset, getLength(focus));
  const now = document.getSelection();
  const same =
    now?.anchorNode === anchor &&
    now.focusNode === focus &&
    now.anchorOffset === anchorOffset &&
    now.focusOffset === focusOffset;
  if (!same) now?.setBaseAndExtent(anchor, anchorOffset, focus, focusOffset);
}

function getLength(node: Node): number {
  return node instanceof CharacterData ? node.length : node.childNodes.length;
}
