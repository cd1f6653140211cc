import { Menu } from '@base-ui/react/menu';
import { CopyIcon, KebabHorizontalIcon, LinkIcon, UnfoldIcon } from '@primer/octicons-react';
import { useState } from 'react';
import { messages } from '../../text/messages.ts';
import { toShownPath } from './format-path.ts';

interface FileMenuProps {
  path: string;
  link: string;
  onExpand: (() => void) | undefined;
}

/** What is rarely done with a file. Most menus are never opened: only a button is drawn until then. */
export function FileMenu(props: FileMenuProps) {
  const [asked, setAsked] = useState(false);
  if (asked) return <AskedMenu {...props} />;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={messages.diff.more(toShownPath(props.path))}
      aria-haspopup="menu"
      onClick={() => setAsked(true)}
    >
      <KebabHorizontalIcon size={16} />
    </button>
  );
}

function AskedMenu({ path, link, onExpand }: FileMenuProps) {
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger className="icon-button" aria-label={messages.diff.more(toShownPath(path))}>
        <KebabHorizontalIcon size={16} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="diff-menu-place" sideOffset={4} align="end">
          <Menu.Popup className="diff-menu">
            <Menu.Item onClick={() => copy(path)}>
              <CopyIcon size={14} />
              {messages.diff.copyPath}
            </Menu.Item>
            <Menu.Item onClick={() => copy(link)}>
              <LinkIcon size={14} />
              {messages.diff.copyLink}
            </Menu.Item>
            {onExpand && (
              <Menu.Item onClick={onExpand}>
                <UnfoldIcon size={14} />
                {messages.diff.wholeFile}
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function copy(text: string): void {
  void navigator.clipboard.writeText(text);
}
