import { CopyIcon, LinkExternalIcon, SyncIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { parseWebAddress } from '../../ui/web-address.ts';
import type { Command } from './entries.ts';

const group = 'here';
const { command: say, also } = messages.palette;

/** What can be done with the chat that is open or focused. */
export function toChatCommands(
  status: DiffStatus | null,
  forgeName: string,
  refresh: () => void,
): Command[] {
  const look: Command = {
    kind: 'command',
    key: 'refresh',
    group,
    label: say.refresh,
    also: also.refresh,
    Symbol: SyncIcon,
    shortcut: 'r',
    run: refresh,
  };
  return status === null ? [look] : [look, toCopy(status), ...toOpen(status, forgeName)];
}

function toCopy({ git_branch: branch }: DiffStatus): Command {
  return {
    kind: 'command',
    key: 'copy-branch',
    group,
    label: say.copyBranch,
    also: also.copyBranch,
    Symbol: CopyIcon,
    run: () => void navigator.clipboard.writeText(branch),
  };
}

/** The pull request, else the branch; nothing where the forge gave no web address. */
function toOpen(status: DiffStatus, forgeName: string): Command[] {
  const address = parseWebAddress(status.url) ?? parseWebAddress(status.branch_url);
  if (address === undefined) return [];
  const open: Command = {
    kind: 'command',
    key: 'open-on-forge',
    group,
    label: say.openOnForge(forgeName),
    also: also.openOnForge,
    Symbol: LinkExternalIcon,
    run: () => void window.open(address, '_blank', 'noopener,noreferrer'),
  };
  return [open];
}
