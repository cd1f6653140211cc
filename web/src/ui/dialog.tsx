import { XIcon } from '@primer/octicons-react';
import { type ReactNode, useEffect, useRef } from 'react';

interface DialogProps {
  title: string;
  closeLabel: string;
  open: boolean;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** The browser's modal dialog, which traps the focus and closes on Escape. */
export function Dialog({ title, closeLabel, open, onClose, wide, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      data-wide={wide}
      aria-label={title}
      onClose={onClose}
      closedby="any"
    >
      <header>
        <h2>{title}</h2>
        <button type="button" className="icon-button" onClick={onClose} aria-label={closeLabel}>
          <XIcon size={16} />
        </button>
      </header>
      {children}
    </dialog>
  );
}
