import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { SearchIcon } from '@primer/octicons-react';
import { useState } from 'react';
import { navigate } from '../../shared/routing/location.ts';
import { type Search, toChatHref } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import type { ChatEntry, EntryGroup, PaletteEntry } from './entries.ts';
import { EntryLine } from './entry-line.tsx';
import { type PaletteSources, useEntryGroups } from './use-entry-groups.ts';

interface PaletteBodyProps extends PaletteSources {
  onChosen: (act: () => void) => void;
}

/** The box to type in, and what it finds. */
export function PaletteBody({ onChosen, ...sources }: PaletteBodyProps) {
  const [query, setQuery] = useState('');
  const groups = useEntryGroups(query, sources);
  const say = messages.palette;
  const choose = (entry: PaletteEntry) => {
    onChosen(
      entry.kind === 'command' ? entry.run : () => navigate(toHrefOf(entry, sources.search)),
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
          placeholder={say.placeholder}
          aria-label={say.label}
          spellCheck={false}
        />
        <Dialog.Close className="palette-close">
          <kbd>Esc</kbd>
          <span className="unseen">{say.close}</span>
        </Dialog.Close>
      </div>
      <Autocomplete.Empty className="palette-empty">{say.empty}</Autocomplete.Empty>
      <Autocomplete.List className="palette-list" aria-label={say.label}>
        {(group: EntryGroup) => (
          <Autocomplete.Group key={group.group} items={group.items} className="palette-group">
            <Autocomplete.GroupLabel className="palette-group-label">
              {say.group[group.group]}
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

/** Opens the branch that was found, where it is not the one that opens by itself. */
function toHrefOf(entry: ChatEntry, search: Search): string {
  const { chat, status } = entry;
  if (!status || status === chat.diff_statuses[0]) return toChatHref(chat.id, search);
  const branch = { origin: status.git_remote_origin, branch: status.git_branch };
  return toChatHref(chat.id, search, branch);
}
