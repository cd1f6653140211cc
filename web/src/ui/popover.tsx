import { Popover as Parts } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';

interface PopoverProps {
  /** A button with an accessible name. */
  trigger: ReactElement;
  title: string;
  startsOpen?: boolean;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}

/** A small panel beside its button. Escape or a click elsewhere closes it and returns the focus. */
export function Popover({ trigger, title, startsOpen, align = 'end', children }: PopoverProps) {
  return (
    <Parts.Root defaultOpen={startsOpen}>
      <Parts.Trigger render={trigger} />
      <Parts.Portal>
        <Parts.Positioner className="floating" align={align} sideOffset={6} collisionPadding={8}>
          <Parts.Popup className="popover">
            <Parts.Title className="popover-title">{title}</Parts.Title>
            {children}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}
