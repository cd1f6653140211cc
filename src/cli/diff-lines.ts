import type { Style, Terminal } from './terminal.ts';

/** A unified diff for a terminal: coloured as by git, and its text can move neither the cursor nor what follows. */
export function formatDiff(diff: string, { paint }: Pick<Terminal, 'paint'>): string {
  const lines = diff.replace(/\n$/, '').split('\n');
  let isInHunk = false;
  const shown = lines.map((line) => {
    if (line.startsWith('diff --git ')) isInHunk = false;
    if (line.startsWith('@@')) isInHunk = true;
    const style = findStyle(line, isInHunk);
    const safe = showControls(line);
    return style && safe !== '' ? paint(style, safe) : safe;
  });
  return `${shown.join('\n')}\n`;
}

function findStyle(line: string, isInHunk: boolean): Style | undefined {
  if (!isInHunk) return 'bold';
  if (line.startsWith('@@')) return 'cyan';
  if (line.startsWith('+')) return 'green';
  return line.startsWith('-') ? 'red' : undefined;
}

/** As `less` shows them: `^M`, `<U+202E>`. Tabs stay. */
function showControls(line: string): string {
  return line
    .replace(/[\0-\x08\x0a-\x1f\x7f]/g, (control) =>
      control === '\x7f' ? '^?' : `^${String.fromCharCode(control.charCodeAt(0) + 64)}`,
    )
    .replace(/[\x80-\x9f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (control) => {
      const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `<U+${code}>`;
    });
}
