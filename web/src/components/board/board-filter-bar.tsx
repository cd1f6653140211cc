import { SearchIcon } from '@primer/octicons-react';
import { useRef } from 'react';
import { parseStates, pullRequestStates, type ShownState } from '../board/board-filter.ts';
import { navigate } from '../routes/location.ts';
import { type Search, toHref } from '../routes/route.ts';
import { Segmented } from '../ui/segmented.tsx';
import { words } from '../words.ts';

const options = pullRequestStates.map((value) => ({ value, label: words.stateFilter[value] }));

/** The filter lives in the address, so that a view can be shared and survives a reload. */
export function BoardFilterBar({ search }: { search: Search }) {
  const input = useRef<HTMLInputElement>(null);
  const states = new Set(parseStates(search.state));
  const apply = (change: Partial<Search>) =>
    navigate(toHref(location.pathname, { ...search, ...change }), 'replace');
  const toggle = (state: ShownState) => {
    const chosen = pullRequestStates.filter((each) => states.has(each) !== (each === state));
    apply({ state: chosen.join(',') });
  };
  return (
    <search className="filter-bar">
      <span className="filter-box">
        <SearchIcon size={14} />
        <input
          ref={input}
          type="search"
          data-filter
          value={search.q}
          placeholder={words.filterPlaceholder}
          aria-label={words.filterLabel}
          title={words.filterHint}
          onChange={({ target }) => apply({ q: target.value })}
          autoComplete="off"
          spellCheck={false}
        />
        <kbd aria-hidden="true">/</kbd>
      </span>
      <Segmented
        label={words.stateFilterLabel}
        options={options}
        chosen={states}
        onToggle={toggle}
      />
    </search>
  );
}
