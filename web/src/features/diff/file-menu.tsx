import { Menu } from '@base-ui/react/menu';
import { CopyIcon, KebabHorizontalIcon, LinkIcon, UnfoldIcon } from '@primer/octicons-react';
import { useState } from 'react';
import { messages } from '../../text/messages.ts';
import { formatPath } from './format-path.ts';

interface FileMenuProps {
  path: string;
  link: string;
  onExpand: (() => void) | undefined;
}

/** Rarely used actions for a file. The menu is rendered only once it is opened, because most never are. */
export function FileMenu(props: FileMenuProps) {
  const [opened, setOpened] = useState(false);
  if (opened) return <OpenedMenu {...props} />;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={messages.diff.more(formatPath(props.path))}
      aria-haspopup="menu"
      onClick={() => setOpened(true)}
    >
      <KebabHorizontalIcon size={16} />
    </button>
  );
}

function OpenedMenu({ path, link, onExpand }: FileMenuProps) {
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger className="icon-button" aria-label={messages.diff.more(formatPath(path))}>
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
