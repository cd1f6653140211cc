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

/** The whole terminal. */
export interface FullScreen extends Disposable {
  readonly columns: number;
  readonly rows: number;
  /** Replaces what is shown; rows that are missing are blank. */
  draw(rows: readonly string[]): void;
  /** Called for each key, as the terminal sends it: `j`, or `\x1b[A` for an arrow. */
  onKey(listener: (key: string) => void): void;
  onResize(listener: () => void): void;
}

const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l';
/** The terminal shows everything between these at once. */
const frameStart = '\x1b[?2026h\x1b[H';
const frameEnd = '\x1b[J\x1b[?2026l';
/** A held key, or text that is pasted, arrives as several keys at once. */
const keyPattern = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])?|./gsu;

/** Takes over the terminal until it is disposed of. */
export function openFullScreen(input: ScreenInput, output: ScreenOutput): FullScreen {
  let drawn = '';
  let keyListener: ((key: string) => void) | undefined;
  let resizeListener: (() => void) | undefined;

  const onData = (keys: Buffer) => {
    for (const [key] of keys.toString().matchAll(keyPattern)) keyListener?.(key);
  };
  const onResize = () => {
    drawn = '';
    resizeListener?.();
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
    get rows() {
      return output.rows;
    },
    draw(rows) {
      const blank = Array.from({ length: Math.max(0, output.rows - rows.length) }, () => '');
      const shown = [...rows.slice(0, output.rows), ...blank].map((row) => `${row}\x1b[K`);
      const frame = frameStart + shown.join('\r\n') + frameEnd;
      if (frame !== drawn) output.write(frame);
      drawn = frame;
    },
    onKey: (listener) => {
      keyListener = listener;
    },
    onResize: (listener) => {
      resizeListener = listener;
    },
    [Symbol.dispose]() {
      input.off('data', onData);
      input.pause();
      output.off('resize', onResize);
      process.off('exit', restore);
      process.off('SIGTERM', onTerminate);
      restore();
    },
  };
}
