import { createTwoFilesPatch } from 'diff';
import type { Style, Terminal } from '../terminal.ts';
import type { FileChange } from './plan-changes.ts';

/** The exact change as a unified diff. Control characters in it are shown, never sent to the terminal. */
export function formatChange(
  { path, before, after }: FileChange,
  terminal: Pick<Terminal, 'paint'>,
): string {
  const patch = createTwoFilesPatch(
    before ? path : '/dev/null',
    after ? path : '/dev/null',
    before?.toString() ?? '',
    after?.toString() ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  const all = patch.trimEnd().split('\n');
  const lines = all.slice(all.findIndex((line) => line.startsWith('--- ')));
  return lines.map((line) => `${paintLine(toVisible(line), terminal)}\n`).join('');
}

function paintLine(line: string, terminal: Pick<Terminal, 'paint'>): string {
  const style = findStyle(line);
  return style === undefined ? line : terminal.paint(style, line);
}

function findStyle(line: string): Style | undefined {
  if (line.startsWith('+++') || line.startsWith('---')) return 'bold';
  if (line.startsWith('+')) return 'green';
  if (line.startsWith('-')) return 'red';
  return line.startsWith('@@') ? 'dim' : undefined;
}

function toVisible(line: string): string {
  return line
    .replace(/\r$/, '')
    .replace(
      /[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
