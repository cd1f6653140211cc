import { type RefObject, useLayoutEffect, useRef } from 'react';
import { messages } from '../../text/messages.ts';

interface FilterHintProps {
  id: string;
  /** The box it belongs to. */
  box: RefObject<HTMLElement | null>;
  onChoose: (example: string) => void;
}

/** What can be typed, below the box; an example can be taken. Above everything, out of no flow. */
export function FilterHint({ id, box, onChoose }: FilterHintProps) {
  const popover = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = popover.current;
    if (!element || !box.current) return;
    const { left, bottom } = box.current.getBoundingClientRect();
    element.style.left = `${left}px`;
    element.style.top = `${bottom + 6}px`;
    element.showPopover();
  }, [box]);
  return (
    <div ref={popover} id={id} popover="manual" className="filter-hint">
      <p>{messages.filterHint.title}</p>
      <ul>
        {messages.filterHint.examples.map(([example, meaning]) => (
          <li key={example}>
            <button
              type="button"
              // The box keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(example)}
            >
              <code>{example}</code>
              <span>{meaning}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
