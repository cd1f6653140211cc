import { messages } from '../../text/messages.ts';

interface OlderEntriesProps {
  more: boolean;
  reading: boolean;
  onRead: () => void;
}

export function OlderEntries({ more, reading, onRead }: OlderEntriesProps) {
  const say = messages.timeline;
  if (!more) return <p className="panel-note">{say.begin}</p>;
  const read = () => {
    if (!reading) onRead();
  };
  return (
    <button type="button" className="button timeline-older" aria-busy={reading} onClick={read}>
      {reading ? say.readingOlder : say.older}
    </button>
  );
}
