import { messages } from '../text/messages.ts';
import { Dialog } from '../ui/dialog.tsx';

type Keys = readonly (readonly [keys: string, meaning: string])[];

const groups: readonly (readonly [title: string, keys: Keys])[] = [
  [messages.help.group.everywhere, messages.help.everywhere],
  [messages.help.group.board, messages.help.board],
  [messages.help.group.chat, messages.chat.keys],
  [messages.help.group.diff, messages.diff.keys],
  [messages.help.group.health, messages.help.health],
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      title={messages.help.title}
      closeLabel={messages.help.close}
      open={open}
      onClose={onClose}
      wide
    >
      <div className="key-groups">
        {groups.map(([title, keys]) => (
          <KeyGroup key={title} title={title} keys={keys} />
        ))}
      </div>
      <p className="hint">
        <a href="/third-party-notices.txt">{messages.help.notices}</a>
      </p>
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
