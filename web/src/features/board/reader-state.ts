import type { Chat } from '../../../../src/contract/chat.ts';

interface FoldQuestion {
  chatId: string;
  /** The branch that the address names, if it is one of this chat. */
  address: string | undefined;
  /** Only a folded branch matches the filter. */
  matchesFolded: () => boolean;
  /** The branch of the address is folded. */
  isAddressFolded: () => boolean;
}

/**
 * What stays as the reader found it while chats change. Events neither fold nor unfold a chat, and do not
 * remove the open one from the list: only another filter or another address does.
 */
export class ReaderState {
  #filter = '';
  #address: string | undefined;
  #keptChatId: string | undefined;
  readonly #opened = new Map<string, boolean>();

  /** Call it first: another filter decides everything again. */
  setFilter(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#address = undefined;
    this.#keptChatId = undefined;
    this.#opened.clear();
  }

  /** The chats that match, and the open one if it once matched. */
  listShown(
    chats: readonly Chat[],
    currentChatId: string | undefined,
    matches: (chat: Chat) => boolean,
  ): readonly Chat[] {
    if (this.#keptChatId !== currentChatId) this.#keptChatId = undefined;
    return chats.filter((chat) => {
      const matching = matches(chat);
      if (matching && chat.id === currentChatId) this.#keptChatId = chat.id;
      return matching || chat.id === this.#keptChatId;
    });
  }

  /** Whether a chat that the reader did not fold or unfold is shown unfolded. */
  isUnfolded({ chatId, address, matchesFolded, isAddressFolded }: FoldQuestion): boolean {
    if (!this.#opened.has(chatId)) this.#opened.set(chatId, matchesFolded());
    if (address !== undefined && address !== this.#address) {
      this.#address = address;
      if (isAddressFolded()) this.#opened.set(chatId, true);
    }
    return this.#opened.get(chatId) === true;
  }
}
