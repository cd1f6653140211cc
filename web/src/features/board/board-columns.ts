import type { Chat } from '../../../../src/contract/chat.ts';
import { findMergePlan, findMergeTrouble } from '../status/merge-state.ts';

/** The columns that are not always there. */
export interface BoardColumns {
  checks: boolean;
  merge: boolean;
  threads: boolean;
}

/** A column is there as soon as one chat has something to say in it. */
export function toBoardColumns(chats: readonly Chat[]): BoardColumns {
  const columns = { checks: false, merge: false, threads: false };
  for (const { diff_statuses: statuses } of chats) {
    for (const status of statuses) {
      columns.checks ||= status.checks.state !== null;
      columns.merge ||= (findMergeTrouble(status) ?? findMergePlan(status)) !== undefined;
      columns.threads ||= (status.unresolved_threads ?? 0) > 0;
    }
  }
  return columns;
}
