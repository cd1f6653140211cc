import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import type { DiffEntry } from './diff-entries.ts';
import type { ViewerControl } from './viewer-control.ts';
import type { SelectedLines } from './viewer-items.ts';

interface LineAddressDeps {
  search: Search;
  /** The commit of the shown diff; null if it is unknown. */
  headSha: string | null;
  entries: readonly DiffEntry[];
  complete: boolean;
  viewer: RefObject<ViewerControl | null>;
  /** Unfolds the file, and loads its lines if necessary. */
  onOpen: (entry: DiffEntry) => void;
}

/**
 * Keeps the selected lines and their commit in the address, and shows the lines that the address names.
 * The same numbers are other lines in another commit: then only the file is shown.
 */
export function useLineAddress(deps: LineAddressDeps) {
  const { search, headSha, entries, complete, viewer, onOpen } = deps;
  const hasMoved = isOtherCommit(search, headSha);
  const address = toKey(search, hasMoved);
  const shown = useRef(search.file === '' ? address : '');
  useEffect(() => {
    if (shown.current === address) return;
    const entry = entries.find(({ file }) => file.path === search.file);
    if (!entry) return;
    onOpen(entry);
    if (entry.patch === undefined && !entry.file.binary) return;
    shown.current = address;
    const range = hasMoved ? undefined : parseLineAddress(search.line);
    // The viewer receives the file with the next render.
    requestAnimationFrame(() => {
      if (range) viewer.current?.showLines({ path: search.file, range });
      else viewer.current?.showFile(search.file);
    });
  }, [address, hasMoved, search, entries, viewer, onOpen]);
  const known =
    search.file === '' || !complete || entries.some(({ file }) => file.path === search.file);
  const writeLines = useCallback(
    (lines: SelectedLines | null) => {
      const line = lines ? formatLineAddress(lines.range) : '';
      const file = lines?.path ?? '';
      shown.current = toKey({ file, line }, false);
      const commit = lines ? (headSha ?? '') : '';
      const address = { ...search, file, line, commit, thread: '' };
      navigate(toHref(location.pathname, address), 'replace');
    },
    [search, headSha],
  );
  const showHere = useCallback(
    () => navigate(toHref(location.pathname, { ...search, commit: headSha ?? '' }), 'replace'),
    [search, headSha],
  );
  const goTo = useCallback(
    (lines: SelectedLines) => {
      const entry = entries.find(({ file }) => file.path === lines.path);
      if (!entry) return;
      writeLines(lines);
      onOpen(entry);
      if (entry.patch) requestAnimationFrame(() => viewer.current?.showLines(lines));
      // The effect above shows the lines once they are loaded.
      else shown.current = '';
    },
    [entries, viewer, onOpen, writeLines],
  );
  return {
    missingFile: known ? undefined : search.file,
    /** The address names lines of another commit; the function shows the same numbers of this one. */
    showHere: hasMoved ? showHere : undefined,
    writeLines,
    goTo,
  };
}

function toKey({ file, line }: Pick<Search, 'file' | 'line'>, hasMoved: boolean): string {
  return `${file} ${line}${hasMoved ? ' moved' : ''}`;
}

/** Whether the address names lines of another commit than the shown one. */
export function isOtherCommit(
  { line, commit }: Pick<Search, 'line' | 'commit'>,
  headSha: string | null,
): boolean {
  if (line === '' || commit === '' || headSha === null) return false;
  const [named, shown] = [commit.toLowerCase(), headSha.toLowerCase()];
  return !shown.startsWith(named) && !named.startsWith(shown);
}

const letters = { additions: 'R', deletions: 'L' } as const;
const pattern = /^([RL])([1-9]\d{0,8})(?:-([RL])([1-9]\d{0,8}))?$/;

/** `R12` is a line after the change, `L7` a line before it, `R12-R15` a range. */
export function formatLineAddress({ start, side, end, endSide }: SelectedLineRange): string {
  const first = `${letters[side ?? 'additions']}${start}`;
  const last = `${letters[endSide ?? side ?? 'additions']}${end}`;
  return first === last ? first : `${first}-${last}`;
}

export function parseLineAddress(text: string): SelectedLineRange | undefined {
  const [, letter, line, endLetter = letter, endLine = line] = pattern.exec(text) ?? [];
  if (letter === undefined) return undefined;
  return {
    start: Number(line),
    side: toSide(letter),
    end: Number(endLine),
    endSide: toSide(endLetter ?? letter),
  };
}

function toSide(letter: string): SelectionSide {
  return letter === 'L' ? 'deletions' : 'additions';
}
