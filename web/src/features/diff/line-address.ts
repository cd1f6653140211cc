import type { SelectedLineRange, SelectionSide } from '@pierre/diffs';

const letters = { additions: 'R', deletions: 'L' } as const;
const pattern = /^([RL])([1-9]\d{0,8})(?:-([RL])([1-9]\d{0,8}))?$/;

/** `R12`: a line after the change, `L7` one before it, `R12-R15` a range. */
export function toLineAddress({ start, side, end, endSide }: SelectedLineRange): string {
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
