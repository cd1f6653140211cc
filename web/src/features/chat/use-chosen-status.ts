import { useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Search } from '../../shared/routing/route.ts';

/**
 * The branch the address names, else the primary one. A push to another branch makes that one the
 * primary: whoever reads stays where they are.
 */
export function useChosenStatus(chat: Chat, { origin, branch }: Search): DiffStatus | null {
  const [opened, setOpened] = useState(chat.diff_statuses[0]);
  const named = findBranch(chat, origin, branch);
  const kept = opened && findBranch(chat, opened.git_remote_origin, opened.git_branch);
  const chosen = named ?? kept ?? chat.diff_statuses[0];
  if (chosen && !kept) setOpened(chosen);
  return chosen ?? null;
}

function findBranch(chat: Chat, origin: string, branch: string): DiffStatus | undefined {
  return chat.diff_statuses.find(
    (status) => status.git_branch === branch && status.git_remote_origin === origin,
  );
}
