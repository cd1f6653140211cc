export interface StreamedEvent {
  /** `message` unless the server named it. */
  name: string;
  data: string;
}

export interface EventParser {
  /** The events that this part of the stream completes. */
  push(text: string): StreamedEvent[];
  /** Where a new stream continues. */
  readonly lastEventId: string;
  /** How long the server wants clients to wait before they reconnect. */
  readonly retryMs: number | undefined;
}

/** Parses a stream of server-sent events, as the HTML standard defines it. */
export function createEventParser(lastEventId: string): EventParser {
  let rest = '';
  let name = '';
  let data: string[] = [];
  let id = lastEventId;
  let lastId = lastEventId;
  let retryMs: number | undefined;

  /** An empty line ends an event. Its id counts even if it has no data. */
  function finishEvent(): StreamedEvent[] {
    const finished = data.length > 0 ? [{ name: name || 'message', data: data.join('\n') }] : [];
    lastId = id;
    name = '';
    data = [];
    return finished;
  }

  function readLine(line: string): StreamedEvent[] {
    if (line === '') return finishEvent();
    const [field, value] = splitField(line);
    if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
    return [];
  }

  return {
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r(?=.)/s);
      rest = lines.pop() ?? '';
      return lines.flatMap(readLine);
    },
    get lastEventId() {
      return lastId;
    },
    get retryMs() {
      return retryMs;
    },
  };
}

/** One space after the colon does not belong to the value. */
function splitField(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  const start = line[colon + 1] === ' ' ? colon + 2 : colon + 1;
  return [line.slice(0, colon), line.slice(start)];
}
