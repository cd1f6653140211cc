/** The part of a terminal's input that a screen needs. */
export interface ScreenInput {
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (keys: Buffer) => void): unknown;
  off(event: 'data', listener: (keys: Buffer) => void): unknown;
}

export interface ScreenOutput {
  columns: number;
  rows: number;
  write(content: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** A full screen that shows lines which change. */
export interface LiveScreen extends Disposable {
  readonly columns: number;
  /** Aborts when the reader leaves. */
  readonly closed: AbortSignal;
  /** Replaces the lines. The first one stays at the top, and the place in the others is kept. */
  show(lines: readonly string[], footer: string): void;
  onResize(redraw: () => void): void;
}

const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l';
/** The terminal shows everything between these at once. */
const frameStart = '\x1b[?2026h\x1b[H';
const frameEnd = '\x1b[J\x1b[?2026l';

/** Takes over the terminal until it is disposed of. */
export function openLiveScreen(input: ScreenInput, output: ScreenOutput): LiveScreen {
  const left = new AbortController();
  let content: { lines: readonly string[]; footer: string } = { lines: [], footer: '' };
  let offset = 0;
  let drawn = '';
  let redraw: (() => void) | undefined;

  const draw = () => {
    const { lines, footer } = content;
    const height = Math.max(1, output.rows - 2);
    offset = Math.max(0, Math.min(offset, lines.length - 1 - height));
    const [header = '', ...others] = lines;
    const shown = others.slice(offset, offset + height);
    const below = others.length - offset - shown.length;
    const blank = Array.from({ length: height - shown.length }, () => '');
    const status = below > 0 ? `${footer}  ${below} more below` : footer;
    const rows = [header, ...shown, ...blank, status].map((row) => `${row}\x1b[K`);
    const frame = frameStart + rows.join('\r\n') + frameEnd;
    if (frame !== drawn) output.write(frame);
    drawn = frame;
  };
  const onData = (keys: Buffer) => {
    const action = actions.get(keys.toString());
    if (action === 'leave') return left.abort();
    if (action === undefined) return;
    const page = Math.max(1, output.rows - 3);
    offset = { ...moves(offset, page), home: 0, end: content.lines.length }[action];
    draw();
  };
  const onResize = () => {
    drawn = '';
    redraw?.();
    draw();
  };
  const restore = () => {
    output.write(leave);
    input.setRawMode(false);
  };
  const onTerminate = () => {
    restore();
    process.exit(143);
  };
  input.setRawMode(true);
  input.resume();
  input.on('data', onData);
  output.on('resize', onResize);
  process.once('exit', restore);
  process.once('SIGTERM', onTerminate);
  output.write(enter);
  return {
    get columns() {
      return output.columns;
    },
    closed: left.signal,
    show(lines, footer) {
      content = { lines, footer };
      draw();
    },
    onResize: (listener) => {
      redraw = listener;
    },
    [Symbol.dispose]() {
      left.abort();
      input.off('data', onData);
      input.pause();
      output.off('resize', onResize);
      process.off('exit', restore);
      process.off('SIGTERM', onTerminate);
      restore();
    },
  };
}

type Action = 'leave' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'home' | 'end';

function moves(offset: number, page: number) {
  return {
    up: offset - 1,
    down: offset + 1,
    pageUp: offset - page,
    pageDown: offset + page,
  };
}

const actions = new Map<string, Action>([
  ['q', 'leave'],
  ['Q', 'leave'],
  ['\x03', 'leave'],
  ['\x1b', 'leave'],
  ['k', 'up'],
  ['\x1b[A', 'up'],
  ['\x1bOA', 'up'],
  ['j', 'down'],
  ['\x1b[B', 'down'],
  ['\x1bOB', 'down'],
  ['\x1b[5~', 'pageUp'],
  [' ', 'pageDown'],
  ['\x1b[6~', 'pageDown'],
  ['g', 'home'],
  ['\x1b[H', 'home'],
  ['G', 'end'],
  ['\x1b[F', 'end'],
]);
