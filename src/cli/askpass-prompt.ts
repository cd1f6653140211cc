/** A question of git for a credential. */
export interface CredentialPrompt {
  asks: 'username' | 'password';
  /** Whose password; undefined when the URL names nobody. */
  user: string | undefined;
  /** Without the user. */
  url: string;
}

const prompt = /^(Username|Password) for '(.*)': ?$/s;

/** Whether the text begins like one of git's credential prompts. */
export function isAskpassPrompt(text: string): boolean {
  return /^(Username|Password) for '/.test(text);
}

/** Reads a prompt for a web URL; undefined for any other, such as the passphrase of a key. */
export function parseAskpassPrompt(text: string): CredentialPrompt | undefined {
  const [, asked, address = ''] = prompt.exec(text) ?? [];
  if (asked === undefined || !/^https?:\/\/[^/]/i.test(address)) return undefined;
  if (!URL.canParse(address) || /[\s\0-\x1f\x7f]/.test(address)) return undefined;
  const { username } = new URL(address);
  return {
    asks: asked === 'Username' ? 'username' : 'password',
    user: username === '' ? undefined : username,
    url: address.replace(/^(https?:\/\/)[^/]*@/i, '$1'),
  };
}
