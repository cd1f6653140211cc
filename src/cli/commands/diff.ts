import type { Command } from 'commander';
import type { Client } from '../../contract/client.ts';
import type { Diff } from '../../contract/diff.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { getServer, toAction } from '../command-action.ts';
import { formatDiff } from '../diff-lines.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { page } from '../pager.ts';
import { endWithNewline, toOneLine } from '../safe-text.ts';
import type { SelectedChat } from '../selected-chat.ts';
import type { Terminal } from '../terminal.ts';

interface DiffOptions {
  nameOnly?: boolean;
  pager: boolean;
  json?: JsonOption;
}

/** `afterpush diff`: the diff of the pull request, or of the branch while it has none. */
export function addDiffCommand(program: Command, terminal: Terminal): void {
  program
    .command('diff [chat]')
    .description('show the diff of the pull request (default: of the branch here)')
    .option('--name-only', 'print the paths of the changed files only')
    .option('--no-pager', 'print it without the pager of git')
    .option(jsonFlags, jsonDescription)
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined, options: DiffOptions) => {
        const selected = await resolveChat(terminal, selector);
        const { client } = getServer(terminal);
        const diff = await client.getDiff(selected.chatId, selected.branch);
        if (options.json) return writeJson(terminal, diff, options.json);
        if (options.nameOnly) writePaths(diff, terminal);
        else await writeDiff(await readWhole(diff, selected, client, terminal), options, terminal);
        if (diff.files_at_least)
          terminal.writeError('The forge does not list all changed files.\n');
      }),
    );
}

function writePaths({ files }: Diff, terminal: Terminal): void {
  for (const { path } of files) terminal.write(`${toOneLine(path, Number.POSITIVE_INFINITY)}\n`);
}

/** A diff that the forge does not send as a whole is read file by file. */
async function readWhole(
  { diff, truncated, files, remote_origin: origin, branch }: Diff,
  { chatId }: SelectedChat,
  client: Client,
  terminal: Terminal,
): Promise<string> {
  if (!truncated) return diff;
  const parts: string[] = [];
  for (const { path, previous_path: previous } of files) {
    const moved = previous === null ? {} : { previous_path: previous };
    const file = await client.getFileDiff(chatId, { origin, branch, path, ...moved });
    parts.push(file.diff);
    if (file.state === 'too_large') {
      terminal.writeError(`The diff of ${toOneLine(path)} is too large to show.\n`);
    }
  }
  return parts.map(endWithNewline).join('');
}

async function writeDiff(diff: string, { pager }: DiffOptions, terminal: Terminal): Promise<void> {
  if (diff === '') return terminal.writeError('No changes.\n');
  // In a pipe it is unchanged: `git apply` needs every character.
  if (terminal.columns === undefined) return terminal.write(endWithNewline(diff));
  const shown = formatDiff(diff, terminal);
  if (!pager || !(await page(shown, terminal))) terminal.write(shown);
}
