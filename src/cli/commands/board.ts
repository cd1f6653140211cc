import type { Command } from 'commander';
import { joinFilterWords, parseFilterText } from '../board-filter-words.ts';
import { createBoardState } from '../board-screen/board-state.ts';
import { runBoardScreen } from '../board-screen/run-board-screen.ts';
import { CommandError, toAction } from '../command-action.ts';
import type { Terminal } from '../terminal.ts';
import { readBoard } from './status.ts';

const keys = `
Keys: j and k select, Enter opens a branch with its checks, Escape goes back, o opens the browser, r refreshes, / filters,
a shows what is done, ? lists all keys, q leaves. It changes nothing.`;

/** `afterpush board`: the live board on the whole terminal. */
export function addBoardCommand(program: Command, terminal: Terminal): void {
  program
    .command('board [filter...]')
    .description('show the live board on the whole terminal, with the keys of the page')
    .option('--needs-you', 'only what needs you')
    .option('--all', 'also list what is done')
    .addHelpText('after', keys)
    .action(
      toAction(
        terminal,
        async (words: string[], { needsYou, all }: { needsYou?: boolean; all?: boolean }) => {
          const text = joinFilterWords(words);
          const filter = parseFilterText(text);
          const state = createBoardState({ filter, needsYou, all }, text);
          const read = () => readBoard(terminal);
          // Before the screen is taken over, so that an error is printed as usual.
          await read();
          const screen = terminal.openScreen?.();
          if (!screen) {
            throw new CommandError('not a terminal: use `afterpush status` instead', 'usage');
          }
          await runBoardScreen({ terminal, screen, read }, state);
        },
      ),
    );
}
