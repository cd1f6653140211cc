import { Menu } from '@base-ui/react/menu';
import { CheckIcon, SlidersIcon } from '@primer/octicons-react';
import { messages } from '../../text/messages.ts';
import type { DiffSettings } from './viewer-options.ts';

interface DisplayMenuProps {
  settings: DiffSettings;
  movedBlocks: number;
}

/** How changes are displayed. Each choice has a key, too. */
export function DisplayMenu({ settings, movedBlocks }: DisplayMenuProps) {
  const { whitespace, findMoved, overflow } = settings;
  const moved = findMoved ? `${messages.diff.moved} (${movedBlocks})` : messages.diff.moved;
  const changed = whitespace === 'ignored' || findMoved;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className="icon-button"
        aria-label={messages.diff.display}
        title={messages.diff.display}
        data-changed={changed || undefined}
      >
        <SlidersIcon size={16} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="diff-menu-place" sideOffset={4} align="end">
          <Menu.Popup className="diff-menu">
            <Choice
              label={messages.diff.ignoreWhitespace}
              keys="w"
              checked={whitespace === 'ignored'}
              onToggle={settings.toggleWhitespace}
            />
            <Choice label={moved} keys="m" checked={findMoved} onToggle={settings.toggleMoved} />
            <Choice
              label={messages.diff.wrap}
              keys="W"
              checked={overflow === 'wrap'}
              onToggle={settings.toggleOverflow}
            />
            <Menu.Item onClick={() => print()}>
              <span className="diff-menu-check" />
              {messages.diff.print}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Choice(props: { label: string; keys: string; checked: boolean; onToggle: () => void }) {
  return (
    <Menu.CheckboxItem checked={props.checked} onCheckedChange={props.onToggle}>
      <span className="diff-menu-check">{props.checked && <CheckIcon size={14} />}</span>
      {props.label}
      <kbd aria-hidden="true">{props.keys}</kbd>
    </Menu.CheckboxItem>
  );
}
