import { parseLogLine } from '../contract/log.ts';
import { toSafeLines } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

const colour = /\x1b\[([\d;]{0,40})m/g;

/**
 * The lines of a log without their times. Of their escape sequences only colours remain, and these only
 * in a terminal with colours: the log is text of strangers.
 */
export function formatLogLines(
  lines: readonly string[],
  terminal: Pick<Terminal, 'paint'>,
): string {
  const hasColour = terminal.paint('bold', 'x') !== 'x';
  return lines.map((line) => `${formatLine(line, hasColour)}\n`).join('');
}

function formatLine(line: string, hasColour: boolean): string {
  const { text, mark } = parseLogLine(line);
  const shown = mark?.kind === 'group' ? mark.title : text;
  const prefix = mark && mark.kind in prefixes ? prefixes[mark.kind as keyof typeof prefixes] : '';
  if (!hasColour) return prefix + toSafe(shown);
  // Between colours, everything else is removed.
  const parts = shown.split(colour);
  const safe = parts.map((part, index) => (index % 2 === 0 ? toSafe(part) : `\x1b[${part}m`));
  return `${prefix}${safe.join('')}${parts.length > 1 ? '\x1b[0m' : ''}`;
}

/** The marks of CI services in plain text. */
const prefixes = {
  group: '▸ ',
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
  command: '$ ',
};

/** Keeps the spaces at both ends. */
function toSafe(text: string): string {
  const end = /[ \t]{0,10000}$/.exec(text)?.[0] ?? '';
  return toSafeLines(text).join(' ') + (end === text ? '' : end);
}
