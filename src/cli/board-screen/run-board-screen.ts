import { systemClock } from '../../platform/clock.ts';
import { isWebUrl, openBrowser } from '../browser.ts';
import { formatError, getServer } from '../command-action.ts';
import type { FullScreen } from '../full-screen.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { watchEvents } from '../watch-events.ts';
import { type BoardEffect, type BoardRow, type BoardState, handleKey } from './board-state.ts';
import { type BoardContent, formatFrame } from './format-board-screen.ts';

export interface BoardScreenDeps {
  terminal: Terminal;
  screen: FullScreen;
  read: () => Promise<Omit<BoardContent, 'outage'>>;
}

const redrawMs = 5_000;

/** Shows the board until the reader leaves. */
export async function runBoardScreen(
  { terminal, screen, read }: BoardScreenDeps,
  initial: BoardState,
): Promise<void> {
  using _ = screen;
  const left = new AbortController();
  const closed = AbortSignal.any([left.signal, terminal.stopped]);
  let state = initial;
  let content: BoardContent = { chats: [], now: new Date(), notice: undefined, outage: undefined };
  let rows: BoardRow[] = [];
  let readAtMs = Date.now();

  const draw = async () => {
    const now = new Date(content.now.getTime() + Date.now() - readAtMs);
    const { columns, rows: height } = screen;
    const frame = await formatFrame(
      state,
      { ...content, now },
      { columns, rows: height },
      terminal,
    );
    if (closed.aborted) return;
    rows = frame.boardRows;
    state = { ...state, offset: frame.offset };
    screen.draw(frame.rows);
  };
  const say = async (message: string) => {
    state = { ...state, message };
    await draw();
  };
  const readChecks = async ({ chat, line: { key, status } }: BoardRow) => {
    if (status === null) return;
    const branch = { origin: status.remote_origin, branch: status.git_branch };
    const { checks } = await getServer(terminal).client.listChecks(chat.id, branch);
    if (state.view.kind !== 'branch' || state.view.key !== key) return;
    state = { ...state, view: { ...state.view, checks } };
  };
  const readAll = async () => {
    content = { ...(await read()), outage: content.outage };
    readAtMs = Date.now();
    const { view } = state;
    const shown = view.kind === 'branch' && rows.find(({ line }) => line.key === view.key);
    if (shown) await readChecks(shown).catch(() => undefined);
    await draw();
  };
  const carryOut = async (effect: BoardEffect) => {
    switch (effect.kind) {
      case 'none':
        return;
      case 'leave':
        return left.abort();
      case 'open':
        return say(await openRow(effect.row, terminal));
      case 'refresh':
        await say(`Refreshing ${effect.chat.title || effect.chat.id} ...`);
        await getServer(terminal).client.refreshChat(effect.chat.id);
        return say('Refreshed.');
      case 'read_checks':
        return readChecks(effect.row);
    }
  };
  screen.onKey((key) => {
    const result = handleKey(state, key, rows, Math.max(1, screen.rows - 4));
    state = result.state;
    void draw()
      .then(() => carryOut(result.effect))
      .then(draw)
      .catch((error: unknown) => say(toOneLine(formatError(error, terminal.connectionNames))));
  });
  screen.onResize(() => void draw());
  const redraw = async () => {
    while (!closed.aborted) {
      await systemClock.sleep(redrawMs, closed);
      await draw();
    }
  };
  await readAll();
  const onOutage = (outage: string | undefined) => {
    content = { ...content, outage };
    void draw();
  };
  const follow = watchEvents(() => getServer(terminal), readAll, closed, { onOutage });
  await Promise.all([follow, redraw()]);
}

async function openRow({ chat, line }: BoardRow, terminal: Terminal): Promise<string> {
  const page = `${getServer(terminal).url}/chats/${encodeURIComponent(chat.id)}`;
  const target = line.status?.url ?? page;
  if (!isWebUrl(target)) return `not a web page: ${target}`;
  return (await openBrowser(target, terminal)) ? `Opening ${target}` : target;
}
