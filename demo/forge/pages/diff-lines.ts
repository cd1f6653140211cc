import { type Html, html } from './html.ts';

/** The lines of a diff, each marked as what it is. */
export function toDiffLines(diff: string): Html[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => html`<span class="${toClass(line)}">${line}</span>`);
}

function toClass(line: string): string {
  if (/^(diff --git |\+\+\+ |--- )/.test(line)) return 'file';
  if (line.startsWith('@@ ')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : '';
}
