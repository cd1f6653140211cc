import { ArchiveIcon, CheckIcon, ClockIcon, SyncIcon, XIcon } from '@primer/octicons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import {
  archiveChats,
  canUndo,
  dismissAction,
  type LastAction,
  readAllChats,
  refreshChats,
  toggleRead,
  undoLastAction,
  useLastAction,
} from './board-actions.ts';
import { listsUnread, useUnreadCount } from './inbox-button.tsx';
import { clearSelection, useSelectedChats } from './row-selection.ts';
import { openSnoozeMenu, useSnoozeRequest } from './snooze-request.ts';

const SnoozeMenu = lazy(async () => ({
  default: (await import('./snooze-menu.tsx')).SnoozeMenu,
}));

const shownMs = 20_000;

/** Over the end of the list: what to do with the selected chats, else what was done last. */
export function BoardToolbar({ search }: { search: Search }) {
  const selected = useSelectedChats();
  const action = useLastAction();
  const snooze = useSnoozeRequest();
  useEffect(() => {
    if (action === undefined) return;
    const timer = setTimeout(dismissAction, shownMs);
    return () => clearTimeout(timer);
  }, [action]);
  return (
    <>
      <output className="visually-hidden" aria-live="polite">
        {selected.size > 0 ? messages.boardActions.selected(selected.size) : ''}
      </output>
      {selected.size > 0 && <SelectionBar ids={[...selected]} />}
      {selected.size === 0 && action && <ActionNotice action={action} />}
      {selected.size === 0 && !action && listsUnread(search) && <InboxBar />}
      {snooze && (
        <Suspense>
          <SnoozeMenu {...snooze} />
        </Suspense>
      )}
    </>
  );
}

function SelectionBar({ ids }: { ids: readonly string[] }) {
  const queryClient = useQueryClient();
  const text = messages.boardActions;
  return (
    <div className="board-toolbar" role="toolbar" aria-label={text.selected(ids.length)}>
      <span className="board-toolbar-text">{text.selected(ids.length)}</span>
      <button type="button" className="button" onClick={() => void archiveChats(queryClient, ids)}>
        <ArchiveIcon size={14} /> {text.archive} <kbd aria-hidden="true">e</kbd>
      </button>
      <button
        type="button"
        className="button"
        aria-haspopup="menu"
        data-snooze
        onClick={() => openSnoozeMenu(ids)}
      >
        <ClockIcon size={14} /> {text.snooze} <kbd aria-hidden="true">s</kbd>
      </button>
      <button type="button" className="button" onClick={() => void toggleRead(queryClient, ids)}>
        <CheckIcon size={14} /> {text.toggleRead} <kbd aria-hidden="true">u</kbd>
      </button>
      <button type="button" className="button" onClick={() => void refreshChats(queryClient, ids)}>
        <SyncIcon size={14} /> {text.refresh} <kbd aria-hidden="true">r</kbd>
      </button>
      <button type="button" className="button" onClick={clearSelection}>
        <XIcon size={14} /> {text.clear} <kbd aria-hidden="true">Esc</kbd>
      </button>
    </div>
  );
}

function InboxBar() {
  const queryClient = useQueryClient();
  const count = useUnreadCount();
  if (count === 0) return null;
  return (
    <div className="board-toolbar">
      <span className="board-toolbar-text">{messages.inbox.button(count)}</span>
      <button type="button" className="button" onClick={() => void readAllChats(queryClient)}>
        <CheckIcon size={14} /> {messages.inbox.markAll} <kbd aria-hidden="true">U</kbd>
      </button>
    </div>
  );
}

/** Says what happened, and takes it back. */
function ActionNotice({ action }: { action: LastAction }) {
  const queryClient = useQueryClient();
  const { kind, chatIds, failedIds } = action;
  const text = messages.boardActions;
  const done = chatIds.length > 0 ? text.done[kind](chatIds.length) : '';
  const failed = failedIds.length > 0 ? text.failed[kind](failedIds.length) : '';
  return (
    <div className="board-toolbar">
      <output className="board-toolbar-text">{[done, failed].filter(Boolean).join(' ')}</output>
      {canUndo(action) && chatIds.length > 0 && (
        <button type="button" className="button" onClick={() => void undoLastAction(queryClient)}>
          {text.undo} <kbd aria-hidden="true">z</kbd>
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={text.dismiss}
        title={text.dismiss}
        onClick={dismissAction}
      >
        <XIcon size={14} />
      </button>
    </div>
  );
}
