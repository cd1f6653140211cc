import { ChevronDownIcon, ChevronUpIcon, XIcon } from '@primer/octicons-react';
import type { KeyboardEvent } from 'react';
import { messages } from '../../text/messages.ts';
import type { DiffSearch } from './use-diff-search.ts';

/** Finds a text in the whole diff, also in files that are collapsed or not rendered yet. */
export function SearchBar({ search, unloaded }: { search: DiffSearch; unloaded: number }) {
  const { text, matches, at, step, close, setText } = search;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  };
  return (
    <search className="diff-search" aria-label={messages.diff.search}>
      <input
        type="search"
        value={text}
        placeholder={messages.diff.search}
        aria-label={messages.diff.search}
        data-diff-search
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <output>
        {text !== '' && messages.diff.searchCount(at + 1, matches.length, search.isCut)}
      </output>
      <SearchButton
        label={messages.diff.searchPrevious}
        icon={<ChevronUpIcon size={16} />}
        disabled={matches.length === 0}
        onPress={() => step(-1)}
      />
      <SearchButton
        label={messages.diff.searchNext}
        icon={<ChevronDownIcon size={16} />}
        disabled={matches.length === 0}
        onPress={() => step(1)}
      />
      {unloaded > 0 && <span className="diff-note">{messages.diff.searchUnloaded(unloaded)}</span>}
      <SearchButton
        label={messages.diff.searchClose}
        icon={<XIcon size={16} />}
        disabled={false}
        onPress={close}
      />
    </search>
  );
}

function SearchButton(props: {
  label: string;
  icon: React.ReactNode;
  disabled: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onPress}
    >
      {props.icon}
    </button>
  );
}
