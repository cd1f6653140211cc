import { SearchIcon } from '@primer/octicons-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import {
  findUnknownTerms,
  hasStateTerm,
  parseFilter,
  parseStates,
  replaceStates,
} from '../../../../src/contract/board-filter.ts';
import {
  type DisplayState,
  pullRequestStates,
} from '../../../../src/contract/pull-request-state.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { FilterProblems } from './filter-problem.tsx';
import { InboxButton } from './inbox-button.tsx';
import { moveRowFocus } from './row-navigation.ts';
import { ViewsButton } from './views-button.tsx';

const options = pullRequestStates.map((value) => ({ value, label: messages.stateFilter[value] }));

/** The filter is part of the URL, so a view can be shared and survives a reload. */
export function BoardFilterBar({ search }: { search: Search }) {
  const { states } = parseFilter(search.q, parseStates(search.state));
  const apply = (change: Partial<Search>) =>
    navigate(toHref(location.pathname, { ...search, ...change }), 'replace');
  const toggle = (state: DisplayState) => {
    const chosen = pullRequestStates.filter((each) => states.has(each) !== (each === state));
    // What is typed stays in charge of the buttons.
    if (hasStateTerm(search.q)) apply({ q: replaceStates(search.q, chosen), state: '' });
    else apply({ state: chosen.join(',') });
  };
  return (
    <search className="filter-bar">
      <FilterBox text={search.q} onText={(q) => apply({ q })} />
      <InboxButton search={search} />
      <ViewsButton search={search} />
      <Segmented
        label={messages.stateFilterLabel}
        options={options}
        chosen={states}
        onToggle={toggle}
      />
    </search>
  );
}

function FilterBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const hintId = useId();
  const [focused, setFocused] = useState(false);
  const showHint = focused && text === '';
  const showProblems = focused && findUnknownTerms(text).length > 0;
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (!box.current?.contains(relatedTarget)) setFocused(false);
  };
  return (
    <div ref={box} className="filter-box" onFocus={() => setFocused(true)} onBlur={onBlur}>
      <SearchIcon size={14} />
      <input
        type="search"
        data-filter
        value={text}
        placeholder={messages.filterPlaceholder}
        aria-label={messages.filterLabel}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={goToRows}
        autoComplete="off"
        spellCheck={false}
      />
      <kbd aria-hidden="true">/</kbd>
      {showHint && <FilterHint id={hintId} box={box} onChoose={onText} />}
      {showProblems && (
        <Below id={hintId} box={box}>
          <FilterProblems
            text={text}
            onText={(corrected) => {
              onText(corrected);
              box.current?.querySelector('input')?.focus();
            }}
          />
        </Below>
      )}
    </div>
  );
}

/** Enter and the arrow lead from the filter to what it found. */
function goToRows(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
  event.preventDefault();
  moveRowFocus(1);
}

interface BelowProps {
  id: string;
  /** The popover is placed below it. */
  box: RefObject<HTMLElement | null>;
  children: ReactNode;
}

function Below({ id, box, children }: BelowProps) {
  const popover = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = popover.current;
    if (!element) return;
    const place = () => {
      if (!box.current) return;
      const { left, bottom } = box.current.getBoundingClientRect();
      element.style.left = `${left}px`;
      element.style.top = `${bottom + 6}px`;
    };
    place();
    element.showPopover();
    addEventListener('resize', place);
    return () => removeEventListener('resize', place);
  }, [box]);
  return (
    <div ref={popover} id={id} popover="manual" className="filter-hint">
      {children}
    </div>
  );
}

interface FilterHintProps extends Omit<BelowProps, 'children'> {
  onChoose: (example: string) => void;
}

/** The filter syntax in a popover; clicking an example applies it. */
function FilterHint({ onChoose, ...place }: FilterHintProps) {
  return (
    <Below {...place}>
      <p>{messages.filterHint.title}</p>
      <ul>
        {messages.filterHint.examples.map(([example, meaning]) => (
          <li key={example}>
            <button
              type="button"
              // For the pointer only: what they do is quicker to type than to reach.
              tabIndex={-1}
              // Keeps the focus in the box.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(example)}
            >
              <code>{example}</code>
              <span>{meaning}</span>
            </button>
          </li>
        ))}
      </ul>
    </Below>
  );
}
