/** The refresh of the chat that is open: it shows that it runs, and says what it brought. */
interface OpenRefresh {
  chatId: string;
  run: () => void;
}

let current: OpenRefresh | undefined;

/** Returns how to end it. */
export function registerOpenRefresh(refresh: OpenRefresh): () => void {
  current = refresh;
  return () => {
    if (current === refresh) current = undefined;
  };
}

export function findOpenRefresh(chatId: string): (() => void) | undefined {
  return current?.chatId === chatId ? current.run : undefined;
}
