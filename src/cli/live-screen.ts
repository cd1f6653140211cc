import type { FullScreen } from './full-screen.ts';

/** A full screen that shows lines which change. */
export interface LiveScreen extends Disposable {
  readonly columns: number;
  /** Aborts when the reader leaves. */
  readonly closed: AbortSignal;
  /** Replaces the lines. The first one stays at the top, and the place in the others is kept. */
  show(lines: readonly string[], footer: string): void;
  onResize(redraw: () => void): void;
}

/** Scrolls on a full screen, which is disposed of with it. */
export function createLiveScreen(screen: FullScreen): LiveScreen {
  const left = new AbortController();
  let content: { lines: readonly string[]; footer: string } = { lines: [], footer: '' };
  let offset = 0;
  let redraw: (() => void) | undefined;

  const draw = () => {
    const { lines, footer } = content;
    const height = Math.max(1, screen.rows - 2);
    offset = Math.max(0, Math.min(offset, lines.length - 1 - height));
    const [header = '', ...others] = lines;
    const shown = others.slice(offset, offset + height);
    const below = others.length - offset - shown.length;
    const blank = Array.from({ length: height - shown.length }, () => '');
    screen.draw([
      header,
      ...shown,
      ...blank,
      below > 0 ? `${footer}  ${below} more below` : footer,
    ]);
  };
  screen.onKey((key) => {
    const action = actions.get(key);
    if (action === 'leave') return left.abort();
    if (action === undefined) return;
    const page = Math.max(1, screen.rows - 3);
    offset = { ...moves(offset, page), home: 0, end: content.lines.length }[action];
    draw();
  });
  screen.onResize(() => {
    redraw?.();
    draw();
  });
  return {
    get columns() {
      return screen.columns;
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
      screen[Symbol.dispose]();
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
