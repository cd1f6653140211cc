import { type RefCallback, useCallback, useState } from 'react';

/** Below this number of characters on each side, a split view shows too little of most lines. */
const charactersPerSide = 60;
/** The line number with its padding, and the padding of the line. */
const gutterCharacters = 9;
const neededCharacters = 2 * (charactersPerSide + gutterCharacters);
/** Wide enough for an exact width, and narrow enough for the screen of a phone. */
const probeCharacters = 20;

/** Measures whether both sides of a split view have room in the element that gets the ref. */
export function useRoomForSplit(): [RefCallback<HTMLElement>, boolean] {
  const [hasRoom, setHasRoom] = useState(true);
  const measure = useCallback((frame: HTMLElement | null) => {
    if (!frame) return undefined;
    const probe = document.createElement('span');
    probe.className = 'diff-width-probe';
    probe.style.width = `${probeCharacters}ch`;
    document.body.append(probe);
    const compare = () => {
      const characterWidth = probe.getBoundingClientRect().width / probeCharacters;
      setHasRoom(frame.clientWidth >= characterWidth * neededCharacters);
    };
    // The width of a character changes once the font is loaded.
    const observer = new ResizeObserver(compare);
    observer.observe(frame);
    observer.observe(probe);
    compare();
    return () => {
      observer.disconnect();
      probe.remove();
    };
  }, []);
  return [measure, hasRoom];
}
