import { Dialog } from '../ui/dialog.tsx';
import { words } from '../words.ts';

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title={words.help.title} closeLabel={words.help.close} open={open} onClose={onClose}>
      <dl className="keys">
        {words.help.keys.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
