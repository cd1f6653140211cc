import { messages } from '../../text/messages.ts';
import { toReason, toTone } from '../status/attention.ts';
import type { ChatEntry, PaletteEntry } from './entries.ts';

/** One line of the palette: what it is, and enough to tell it from its neighbours. */
export function EntryLine({ entry }: { entry: PaletteEntry }) {
  if (entry.kind === 'chat') return <ChatLine entry={entry} />;
  const { Symbol, label, shortcut } = entry;
  return (
    <>
      <Symbol size={14} className="palette-symbol" />
      <span className="palette-name">{label}</span>
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </>
  );
}

function ChatLine({ entry: { chat, status } }: { entry: ChatEntry }) {
  const reason = toReason(status);
  const where = [status?.repository, status?.git_branch].filter(Boolean).join(' ');
  return (
    <>
      <span className="palette-number">{status?.pr_number ? `#${status.pr_number}` : ''}</span>
      <span className="palette-name">
        {chat.title || status?.pull_request_title || messages.untitled}
        {where && <span className="palette-where"> {where}</span>}
      </span>
      <span className="palette-reason" data-tone={toTone(reason)}>
        {messages.reason[reason]}
      </span>
    </>
  );
}
