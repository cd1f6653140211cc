import './command-palette.css';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { SearchIcon } from '@primer/octicons-react';
import { useRef, useState } from 'react';
import { toReason } from '../../../../src/contract/board-entry.ts';
import { isReasonOutdated } from '../../../../src/contract/outdated.ts';
import { useDisconnected } from '../../api/connection-state.ts';
import { toChatHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { toTone } from '../status/attention.ts';
import type { ChatEntry, EntryGroup, PaletteEntry } from './palette-entries.ts';
import { type PaletteContext, useEntryGroups } from './use-palette-entries.ts';

interface PaletteProps extends PaletteContext {
  open: boolean;
  onClose: () => void;
}

/** The command menu: finds chats and commands by name. */
export function Palette({ open, onClose, ...context }: PaletteProps) {
  const chosen = useRef<() => void>(undefined);
  const text = messages.palette;
  // Runs after the menu has closed and restored the focus, so that the command may move the focus.
  const runChosen = () => {
    const act = chosen.current;
    chosen.current = undefined;
    act?.();
  };
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(opens) => {
        if (!opens) onClose();
      }}
      onOpenChangeComplete={(opened) => {
        if (!opened) runChosen();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="palette-backdrop" />
        <Dialog.Popup className="palette" aria-label={text.title}>
          <PaletteBody
            {...context}
            onChosen={(act) => {
              chosen.current = act;
              onClose();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteBodyProps extends PaletteContext {
  onChosen: (act: () => void) => void;
}

/** The search box and its results. */
function PaletteBody({ onChosen, ...context }: PaletteBodyProps) {
  const [query, setQuery] = useState('');
  const groups = useEntryGroups(query, context);
  const text = messages.palette;
  const choose = (entry: PaletteEntry) => {
    onChosen(
      entry.kind === 'command'
        ? entry.run
        : () => navigate(toChatHref(entry.chat.id, context.search, entry.status)),
    );
  };
  return (
    <Autocomplete.Root
      inline
      open
      items={groups}
      filter={null}
      value={query}
      onValueChange={setQuery}
      itemToStringValue={(entry: PaletteEntry) => entry.key}
      autoHighlight="always"
      keepHighlight
    >
      <div className="palette-box">
        <SearchIcon size={16} />
        <Autocomplete.Input
          className="palette-input"
          placeholder={text.placeholder}
          aria-label={text.label}
          spellCheck={false}
        />
        <Dialog.Close className="palette-close">
          <kbd>Esc</kbd>
          <span className="visually-hidden">{text.close}</span>
        </Dialog.Close>
      </div>
      <Autocomplete.Empty className="palette-empty">{text.empty}</Autocomplete.Empty>
      <Autocomplete.List className="palette-list" aria-label={text.label}>
        {(group: EntryGroup) => (
          <Autocomplete.Group key={group.group} items={group.items} className="palette-group">
            <Autocomplete.GroupLabel className="palette-group-label">
              {text.group[group.group]}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(entry: PaletteEntry) => (
                <Autocomplete.Item
                  key={entry.key}
                  value={entry}
                  className="palette-entry"
                  onClick={() => choose(entry)}
                >
                  <EntryLine entry={entry} />
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function EntryLine({ entry }: { entry: PaletteEntry }) {
  if (entry.kind === 'chat') return <ChatLine entry={entry} />;
  const { Symbol, label, shortcut } = entry;
  return (
    <>
      <Symbol size={14} className="palette-symbol" />
      <span className="palette-name">{label}</span>
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </>
  );
}

function ChatLine({ entry: { chat, status } }: { entry: ChatEntry }) {
  const disconnected = useDisconnected();
  const reason = toReason(status);
  const where = [status?.repository, status?.git_branch].filter(Boolean).join(' ');
  return (
    <>
      <span className="palette-number">{status?.pr_number ? `#${status.pr_number}` : ''}</span>
      <span className="palette-name">
        {chat.title || status?.pull_request_title || messages.untitled}
        {where && <span className="palette-where"> {where}</span>}
      </span>
      <span
        className="palette-reason"
        data-tone={toTone(reason)}
        data-outdated={disconnected || isReasonOutdated(status, reason) || undefined}
      >
        {messages.reason[reason]}
      </span>
    </>
  );
}
