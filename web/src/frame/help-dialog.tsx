import { words } from '../text/text.ts';
import { Dialog } from '../ui/dialog.tsx';

type Keys = readonly (readonly [keys: string, meaning: string])[];

const groups: readonly (readonly [title: string, keys: Keys])[] = [
  [words.help.group.everywhere, words.help.everywhere],
  [words.help.group.board, words.help.board],
  [words.help.group.chat, words.chat.keys],
  [words.help.group.diff, words.diff.keys],
  [words.help.group.health, words.help.health],
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      title={words.help.title}
      closeLabel={words.help.close}
      open={open}
      onClose={onClose}
      wide
    >
      <div className="key-groups">
        {groups.map(([title, keys]) => (
          <KeyGroup key={title} title={title} keys={keys} />
        ))}
      </div>
    </Dialog>
  );
}

function KeyGroup({ title, keys }: { title: string; keys: Keys }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl className="keys">
        {keys.map(([names, meaning]) => (
          <div key={names}>
            <dt>
              {names.split(' ').map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
