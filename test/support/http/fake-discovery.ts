import type { DiscoveryPort } from '../../../src/http/deps.ts';

/** The discovery settings of one user, in memory. */
export class FakeDiscovery implements DiscoveryPort {
  isAvailable = true;
  wakes = 0;
  /** What chats were deleted for: URLs, or null for all. */
  deleted: (string | null)[] = [];
  #settings = { enabled: true, botAuthors: [] as string[], hidden: [] as string[] };

  findSettings: DiscoveryPort['findSettings'] = async () => structuredClone(this.#settings);

  saveSettings: DiscoveryPort['saveSettings'] = async ({ enabled, botAuthors }) => {
    if (enabled !== null) this.#settings.enabled = enabled;
    if (botAuthors !== null) this.#settings.botAuthors = [...botAuthors];
  };

  deleteFollowedChats: DiscoveryPort['deleteFollowedChats'] = async (_, url) => {
    this.deleted.push(url);
  };

  hide: DiscoveryPort['hide'] = async (_, url) => {
    this.#settings.hidden.push(url.toLowerCase());
  };

  show: DiscoveryPort['show'] = async (_, url) => {
    const { hidden } = this.#settings;
    const index = hidden.indexOf(url.toLowerCase());
    if (index >= 0) hidden.splice(index, 1);
    return index >= 0;
  };

  wake = (): void => {
    this.wakes += 1;
  };
}
