import { Dialog } from '@base-ui/react/dialog';
import { useRef } from 'react';
import { messages } from '../../text/messages.ts';
import { PaletteBody } from './palette-body.tsx';
import type { PaletteSources } from './use-entry-groups.ts';
import './palette.css';

interface PaletteProps extends PaletteSources {
  open: boolean;
  onClose: () => void;
}

/** Go to any chat, or do anything, by typing its name. */
export function Palette({ open, onClose, ...sources }: PaletteProps) {
  const chosen = useRef<() => void>(undefined);
  const say = messages.palette;
  // Done once it is closed and the focus is back, so that what was chosen may move it.
  const doChosen = () => {
    const act = chosen.current;
    chosen.current = undefined;
    act?.();
  };
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(opens) => {
        if (!opens) onClose();
      }}
      onOpenChangeComplete={(opened) => {
        if (!opened) doChosen();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="palette-backdrop" />
        <Dialog.Popup className="palette" aria-label={say.title}>
          <PaletteBody
            {...sources}
            onChosen={(act) => {
              chosen.current = act;
              onClose();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
