/** The look of a piece of text. Colours are names, which the style sheet gives a readable contrast. */
export interface AnsiStyle {
  color: AnsiColor | null;
  background: AnsiColor | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

export type AnsiColor = (typeof colors)[number];

export interface AnsiSpan {
  text: string;
  style: AnsiStyle;
}

const colors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

export const plainStyle: AnsiStyle = {
  color: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
};

const sequence = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?/gs;
const invisible = /[\x00-\x08\x0a-\x1f\x7f-\x9f\p{Bidi_Control}]+/gu;

/**
 * Splits a line into pieces of one look, beginning with the look that the line before ended with. Escape
 * sequences other than colours, control characters and direction marks are removed.
 */
export function parseAnsi(line: string, start: AnsiStyle): { spans: AnsiSpan[]; end: AnsiStyle } {
  const spans: AnsiSpan[] = [];
  let style = start;
  let from = 0;
  const push = (text: string) => {
    const shown = text.replace(invisible, '');
    if (shown !== '') spans.push({ text: shown, style });
  };
  for (const match of line.matchAll(sequence)) {
    push(line.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applyCodes(style, match[1] ?? '');
  }
  push(line.slice(from));
  return { spans, end: style };
}

function applyCodes(before: AnsiStyle, parameters: string): AnsiStyle {
  // A colon separates the parts of one colour.
  const codes = parameters.slice(0, 100).split(/[;:]/).map(Number);
  let style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { color, length } = parseExtended(codes.slice(at + 1));
      style = { ...style, [code === 38 ? 'color' : 'background']: color };
      at += length;
    } else style = applyCode(style, code);
  }
  return style;
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  switch (code) {
    case 0:
      return plainStyle;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      return { ...style, underline: true };
    case 22:
      return { ...style, bold: false, dim: false };
    case 23:
      return { ...style, italic: false };
    case 24:
      return { ...style, underline: false };
    case 39:
      return { ...style, color: null };
    case 49:
      return { ...style, background: null };
    default:
      return applyBasicColor(style, code);
  }
}

function applyBasicColor(style: AnsiStyle, code: number): AnsiStyle {
  const tens = Math.floor(code / 10);
  const color = colors[code % 10];
  if (!color) return style;
  if (tens === 3 || tens === 9) return { ...style, color };
  return tens === 4 || tens === 10 ? { ...style, background: color } : style;
}

/** One of 256 colours (`5;n`) or any (`2;r;g;b`), as the nearest of the eight. */
function parseExtended([kind, ...values]: readonly number[]): {
  color: AnsiColor | null;
  length: number;
} {
  if (kind === 5) return { color: toNearest(...toRgb(values[0] ?? 0)), length: 2 };
  const [red = 0, green = 0, blue = 0] = values;
  return kind === 2
    ? { color: toNearest(red, green, blue), length: 4 }
    : { color: null, length: 0 };
}

function toRgb(index: number): [number, number, number] {
  if (index < 16) {
    const level = index < 8 ? 170 : 255;
    const channel = (bit: number) => ((index & bit) === 0 ? 0 : level);
    return [channel(1), channel(2), channel(4)];
  }
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const step = (divisor: number) => {
    const level = Math.floor((index - 16) / divisor) % 6;
    return level === 0 ? 0 : 55 + level * 40;
  };
  return [step(36), step(6), step(1)];
}

/** By hue; greys are black or white. */
function toNearest(red: number, green: number, blue: number): AnsiColor {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < 40) return most < 128 ? 'black' : 'white';
  const middle = (most + least) / 2;
  const index = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return colors[index] ?? 'white';
}
